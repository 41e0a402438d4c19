"""Write data as YAML that people like to read and that reads back the same."""

import yaml

from reengineer.files._scalars import plain_value


class _Dumper(yaml.SafeDumper):
    """Quote every text that either YAML 1.1 or our reader would take for something else."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class gives the name
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # The reader joins what a comma cuts within parentheses, so an open parenthesis is quoted as well.
    is_plain = isinstance(plain_value(text), str) and text.count("(") <= text.count(")")
    style = None if is_plain else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump_yaml(data: object, *, flow: bool = False) -> str:
    """Return data as YAML, keys in their order, short lists and mappings on one line; all on one where `flow`."""
    width, style = (10**9, True) if flow else (120, None)
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=style)
    return str(text).rstrip("\n") if flow else str(text)
