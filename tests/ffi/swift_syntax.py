"""Reads every Swift source given and fails where one does not parse. No compiler: names and types are
not looked at."""

import pathlib
import re
import sys

import tree_sitter_swift
from tree_sitter import Language, Parser


#: What the grammar does not know: conditional compilation, one attribute, a closure that gives ().
UNKNOWN = [(r"(?m)^ *(#if|#else|#endif|@_documentation).*$", ""), (r"\{ \(\) \}", "{ nil }")]


def faults(node):
    """Every node that is an error or was missing, the innermost first."""
    for child in node.children:
        yield from faults(child)
    if node.is_error or node.is_missing:
        yield node


def main():
    parser = Parser(Language(tree_sitter_swift.language()))
    failed = 0
    files = [path for root in sys.argv[1:] for path in sorted(pathlib.Path(root).rglob("*.swift"))]
    for path in files:
        source = path.read_text(encoding="utf-8")
        for pattern, instead in UNKNOWN:
            source = re.sub(pattern, instead, source)
        tree = parser.parse(source.encode())
        for node in faults(tree.root_node):
            row, column = node.start_point
            print(f"{path}:{row + 1}:{column + 1}: does not parse", file=sys.stderr)
            failed += 1
    print(f"{len(files)} Swift sources read, {failed} faults")
    sys.exit(1 if failed or not files else 0)


if __name__ == "__main__":
    main()
