"""The way in: straight to the screen where nothing else is asked, through the shell commands otherwise."""

import sys

from arcall_tui.cli.failures import on_terminal


def main() -> None:
    """Run arcall with this process's arguments."""
    options = _screen_options(sys.argv[1:])
    if options is None or not on_terminal():
        from arcall_tui.cli.shell import app

        app()
    else:
        from arcall_tui.cli.run import open_screen

        sys.exit(open_screen(**options))


def _screen_options(arguments: list[str]) -> dict[str, str] | None:
    """Read `--book FILE` and `--now ISO` if there is nothing else: Typer takes longer to load than a book."""
    options: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name not in {"--book", "--now"}:
            return None
        given = value if equals else next(rest, None)
        if given is None:
            return None
        options[name.removeprefix("--")] = given
    return options


if __name__ == "__main__":
    main()
