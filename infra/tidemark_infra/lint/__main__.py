"""The program behind ``scripts/dms-lint``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from tidemark_infra.documents import DocumentError, read_documents
from tidemark_infra.lint import live
from tidemark_infra.lint.captures import Capture, Collection, InputError
from tidemark_infra.lint.report import as_json, as_text, catalogue, linted, loses_data
from tidemark_infra.lint.rules import Rules, read_rules
from tidemark_infra.settings import INFRA, Settings, SettingsError, read_settings

CLEAN, USAGE, FOUND, ENVIRONMENT = 0, 2, 3, 5


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    rules = read_rules()
    if options.list:
        _say(catalogue(rules))
        return CLEAN
    try:
        return _lint(options, rules)
    except (SettingsError, DocumentError, InputError) as failure:
        return _failed(str(failure), USAGE)
    except NoRegionError:
        return _failed("in which region? --region says it, or the region of --settings", USAGE)
    except (ClientError, BotoCoreError) as failure:
        return _failed(f"AWS could not be asked: {failure}", ENVIRONMENT)


def _lint(options: argparse.Namespace, rules: Rules) -> int:
    collection = Collection(rules.large_types)
    results = linted(rules, _captures(options, collection))
    any_found = any(result.findings for result in results)
    exit_code = FOUND if loses_data(results) or (options.strict and any_found) else CLEAN
    notes = collection.notes
    _say(as_json(results, notes, exit_code) if options.json else as_text(results, notes))
    return exit_code


def _captures(options: argparse.Namespace, collection: Collection) -> list[Capture]:
    if options.task:
        region = options.region
        if options.settings:
            settings = read_settings(options.settings)
            region = region or settings["region"]
            collection.add(str(options.settings), settings.values)
        return live.read_live(live.client(region), collection, options.task)
    if options.paths:
        for path in [*options.paths, *([options.settings] if options.settings else [])]:
            _add_files(collection, path)
    else:
        _add_documents(collection, read_settings(options.settings or INFRA / "settings.json"))
    return collection.captures()


def _add_documents(collection: Collection, settings: Settings) -> None:
    """Infra's own documents, with the settings in them."""
    collection.add(str(settings.path), settings.values)
    for document in read_documents(settings):
        if document.service == "dms":
            collection.add(document.name, document.input(lambda reference: f"{{{{{reference}}}}}"))


def _add_files(collection: Collection, path: Path) -> None:
    if path.is_dir():
        files = sorted(path.rglob("*.json"))
    elif path.is_file():
        files = [path]
    else:
        raise InputError(f"{path}: no such file or folder")
    for file in files:
        try:
            collection.add(str(file), json.loads(file.read_text(encoding="utf-8")))
        except (json.JSONDecodeError, UnicodeDecodeError) as failure:
            raise InputError(f"{file}: no JSON: {failure}") from failure


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _failed(message: str, exit_code: int) -> int:
    sys.stderr.write(f"scripts/dms-lint: {message}\n")
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/dms-lint", add_help=False, allow_abbrev=False)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--task")
    parser.add_argument("--region")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
