"""Turn the names that stencils of other languages give to the shapes of BPMN into the English ones."""

import re
import unicodedata

_TERMS = {
    "start event": (
        "startereignis", "evenement de debut", "evenement de demarrage", "evento inicial", "evento de inicio",
        "evento di inizio", "evento iniziale", "startgebeurtenis", "開始イベント", "开始事件",
    ),
    "end event": (
        "endereignis", "evenement de fin", "evento final", "evento de fin", "evento di fine", "eindgebeurtenis",
        "終了イベント", "结束事件",
    ),
    "intermediate event": (
        "zwischenereignis", "evenement intermediaire", "evento intermedio", "evento intermediario",
        "tussengebeurtenis", "中間イベント", "中间事件",
    ),
    "sub process": (
        "teilprozess", "unterprozess", "sous processus", "subproceso", "subprocesso", "sottoprocesso", "subproces",
        "サブプロセス", "子流程",
    ),
    "task": ("aufgabe", "tache", "tarea", "tarefa", "attivita", "taak", "タスク", "任务"),
    "gateway": ("passerelle", "branchement", "compuerta", "puerta de enlace", "gatewayvorm", "ゲートウェイ", "网关"),
    "message flow": (
        "nachrichtenfluss", "flux de message", "flux de messages", "flujo de mensaje", "flujo de mensajes",
        "fluxo de mensagem", "flusso di messaggi", "berichtstroom", "メッセージ フロー", "メッセージフロー", "消息流",
    ),
    "sequence flow": (
        "sequenzfluss", "sequenzablauf", "flux de sequence", "flujo de secuencia", "fluxo de sequencia",
        "flusso di sequenza", "volgordestroom", "シーケンス フロー", "シーケンスフロー", "顺序流",
    ),
    "association": (
        "assoziation", "zuordnung", "asociacion", "associacao", "associazione", "koppeling", "関連", "关联",
    ),
    "connector": (
        "dynamischer verbinder", "verbinder", "lien dynamique", "connecteur dynamique", "conector dinamico",
        "connettore dinamico", "動的コネクタ", "动态连接线",
    ),
    "data object": (
        "datenobjekt", "objet de donnees", "objeto de datos", "objeto de dados", "oggetto dati", "gegevensobject",
        "データ オブジェクト", "数据对象",
    ),
    "lane": ("verantwortlichkeitsbereich", "couloir", "carril", "raia", "corsia", "baan", "レーン", "泳道"),
    "annotation": ("anmerkung", "annotation de texte", "anotacion", "anotacao", "annotazione", "注釈", "注释"),
    "user": ("benutzer", "utilisateur", "usuario", "utente", "gebruiker"),
    "message": ("nachricht", "mensaje", "mensagem", "messaggio", "bericht"),
    "timer": ("zeitgeber", "minuterie", "temporizador"),
    "exclusive": ("exklusiv", "exklusives", "exclusif", "exclusivo", "exclusiva", "esclusivo"),
    "parallel": ("paralleles", "parallele", "paralelo", "paralela", "parallelo"),
    "inclusive": ("inklusiv", "inklusives", "inclusif", "inclusivo", "inclusiva"),
}  # fmt: skip


def _plain(text: str) -> str:
    """Return small letters, those of Europe without their marks."""
    split = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in split if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", bare).lower()


_ENGLISH = {_plain(word): english for english, words in _TERMS.items() for word in words}


def _pattern(word: str) -> str:
    """Return what finds a term; one in letters with blanks between stands by itself, whatever divides its words."""
    return rf"(?<![a-z]){'[^a-z]+'.join(word.split())}(?![a-z])" if word.isascii() else re.escape(word)


_ANY = re.compile("|".join(_pattern(word) for word in sorted(_ENGLISH, key=len, reverse=True)))


def in_english(text: str) -> str:
    """Return the name of a shape with the terms of BPMN in English, in small letters."""
    plain = _plain(text)
    return _ANY.sub(lambda found: f" {_ENGLISH.get(_one_blank(found[0]), found[0])} ", plain)


def _one_blank(words: str) -> str:
    return words if not words.isascii() else " ".join(re.sub(r"[^a-z]+", " ", words).split())
