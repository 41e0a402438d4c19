"""Hold what the columns of a log are called, in English and in other languages.

Names are compared in small letters, without accents and without anything but letters and digits: ``Fall-ID``,
``fall_id`` and ``FallID`` are one. Within a role those that say most come first. Words that are common in more than one
sense come last, so that they are taken only where nothing else fits.
"""

import re
import unicodedata

_WORDS = {
    "case": """
        caseconceptname caseid case casenumber caseno casenr casekey caseref casereference caseidentifier traceid
        trace processinstance processinstanceid processinstancekey ticketid ticket ticketnumber ticketno incidentid
        incident incidentnumber orderid ordernumber orderno requestid requestnumber claimid claimnumber claimno
        applicationid applicationnumber issueid issuekey issue dossierid fallid fallnummer fallnr fallkennung fall
        vorgangsid vorgangsnummer vorgangsnr vorgangid ticketnummer auftragsnummer auftragsid antragsnummer
        antragsid aktenzeichen prozessinstanz schadennummer idcas idducas casid cas numerodecas numeroducas ndecas
        iddossier iddudossier numerodedossier numerodudossier numerodossier ndossier nodossier dossier
        numerodedemande numerodemande iddemande idcaso iddecaso iddelcaso caso numerodecaso numerocaso ncaso
        expediente idexpediente iddeexpediente numerodeexpediente numeroexpediente nexpediente idsolicitud
        numerodesolicitud juhtumiid juhtumnumber juhtuminumber juhtuminr juhtumitunnus juhtumikood juhtum toimikuid
        toimikunumber toimik taotluseid taotlusenumber avalduseid avaldusenumber poordumiseid poordumisenumber
        asjanumber tellimuseid zaakid zaaknummer zaaknr zaak dossiernummer dossiernr pratica idpratica numeropratica
        iddocaso numerodoprocesso numeroprocesso idprocesso iddoprocesso processo protocolo arendeid arendenummer
        arende sagsnummer sagsid tapausid tapaus tapauksenid number vorgang
    """,
    "activity": """
        conceptname activity activityname activitylabel activityen activitydescription task taskname step stepname
        processstep event eventname operation action activityid activitytype workitem aktivitat aktivitaet
        aktivitatsname tatigkeit taetigkeit arbeitsschritt prozessschritt schritt aufgabe vorgang ereignis aktion
        activite nomdelactivite nomactivite etape tache evenement actividad nombredelaactividad nombreactividad
        tarea paso etapa evento accion operacion tegevus tegevusenimi toiming samm ulesanne etapp sundmus activiteit
        taak stap gebeurtenis attivita compito passo fase atividade tarefa aktivitet uppgift steg handelse toiminto
        tehtava vaihe tapahtuma name stage status state incidentstate ticketstatus
    """,
    "started": """
        starttimestamp starttime started start startdate startdatetime startedat startat startts starttimeutc
        actualstart eventstart activitystart activitystarttime begin begintime begintimestamp begindate startzeit
        startzeitpunkt startzeitstempel startdatum startuhrzeit beginn beginnzeit anfang anfangszeit gestartet debut
        datedebut datededebut heuredebut heurededebut dateheuredebut dateetheurededebut horodatagedebut
        horodatagededebut commence inicio fechainicio fechadeinicio horainicio horadeinicio fechahorainicio
        fechayhoradeinicio comienzo algus algusaeg alguseaeg alguskuupaev algushetk alustatud alustamiseaeg
        begintijd starttijd begindatum aanvang inizio datainizio datadiinizio orainizio dataorainizio datainicio
        datadeinicio datahorainicio horadoinicio starttid borjan startad alku alkuaika aloitus aloitusaika
    """,
    "completed": """
        timetimestamp endtimestamp endtime completed completetimestamp completiontime completiontimestamp end
        enddate enddatetime endedat endat endts actualend eventend activityend activityendtime finished finishedat
        finish finishtime finishdate completedat completiondate completedon timestamp time eventtime eventtimestamp
        eventdatetime eventdate datetime completetime endzeit endzeitpunkt endzeitstempel enddatum enduhrzeit ende
        beendet abschluss abgeschlossen zeitstempel zeitpunkt fin datefin datedefin heurefin heuredefin dateheurefin
        dateetheuredefin horodatagefin horodatagedefin horodatage dateetheure dateheure fechafin fechadefin horafin
        horadefin fechahorafin fechayhoradefin finalizacion fechadefinalizacion fechafinalizacion horadefinalizacion
        termino fechatermino marcadetiempo fechayhora fechahora lopp loppaeg lopuaeg loppkuupaev lopphetk lopetatud
        lopetamiseaeg ajatempel einde eindtijd einddatum tijdstip tijdstempel datafine datadifine orafine
        dataorafine fim datafim datadefim datahorafim horafim sluttid slut tidpunkt tidsstampel loppu loppuaika
        lopetus aikaleima changed changedat changedon updated updatedat sysupdatedat lastmodified modified date
        datum zeit fecha data aeg kuupaev
    """,
    "enabled": """
        enabletimestamp enabledtimestamp enabletime enabledtime enabled enabledat scheduledtime scheduletime
        scheduledat queuedat readytime bereitseit
    """,
    "resource": """
        orgresource resource members user userid username resourcename resourceid agent agentname employee
        employeeid employeename performer performedby operator person worker staff staffid staffmember executor
        handler handledby completedby originator doneby assignee assignedto owner bearbeiter bearbeiterin
        sachbearbeiter sachbearbeiterin mitarbeiter mitarbeiterin mitarbeitender ressource benutzer benutzername
        nutzer ausfuhrender ausfuehrender zustandig utilisateur intervenant employe executant acteur operateur
        agente recurso usuario empleado ejecutor operador trabajador persona ressurss tootaja taitja teostaja
        kasutaja ametnik menetleja isik medewerker gebruiker risorsa operatore utente addetto esecutore utilizador
        funcionario resurs handlaggare anvandare medarbetare resurssi tekija kayttaja kasittelija responsable
        responsabile responsavel vastutaja
    """,
    "group": """
        orgrole role orggroup group team assignmentgroup department workgroup rolle abteilung gruppe equipe
        departement rol grupo equipo departamento roll grupp osakond uksus afdeling groep ruolo reparto gruppo papel
    """,
    "lifecycle": """
        lifecycletransition lifecycle transition eventtype lifecyclestate lifecycleid eventlifecycle lifecyclephase
        lebenszyklus lebenszyklusphase cycledevie ciclodevida elutsukkel
    """,
    "instance": """
        conceptinstance activityinstance activityinstanceid instanceid
    """,
}
HEADINGS = {role: tuple(words.split()) for role, words in _WORDS.items()}


def plain_heading(text: str) -> str:
    """Return a heading in small letters, without accents and without anything but letters and digits."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum() and not unicodedata.combining(letter))


def spellings(heading: str) -> tuple[str, ...]:
    """Return what a heading may be compared as: all of it, and what stands before a bracket, as in ``Start (UTC)``."""
    bare = re.sub(r"[(\[{].*?[)\]}]", " ", heading)
    return tuple(dict.fromkeys(found for text in (heading, bare) if (found := plain_heading(text))))
