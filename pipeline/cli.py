"""The command `pipeline`: run, check, plugins, geoip, demo.  Imports what a command needs only when it runs."""

import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

import click

from pipeline import __version__

ORIGINS = {
    "config_path": "path.config",
    "config_string": "config.string",
    "workers": "pipeline.workers",
    "batch_size": "pipeline.batch.size",
    "settings_path": "path.settings",
    "data_path": "path.data",
    "log_level": "log.level",
    "log_format": "log.format",
    "pipeline_id": "pipeline.id",
    "ecs": "pipeline.ecs_compatibility",
    "escapes": "config.support_escapes",
    "escape_style": "config.field_reference.escape_style",
}

SERVER_HELP = (
    "Another npm registry, or another address of MaxMind's downloads.  [default: npm's setting; MaxMind's own]"
)


class Program(click.Group):
    """A group of commands that copes with standard streams that are closed or lead to a full disk."""

    def main(self, *arguments: Any, **more: Any) -> Any:
        """Run a command; the exit code is 1 where what it has to say can't be written."""
        open_standard_streams()
        try:
            try:
                return super().main(*arguments, **more)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()
        except OSError as error:
            if not is_unwritable(sys.stdout):
                raise
            print(f"standard output can't be written: {error.strerror}", file=sys.stderr)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the end of Python would try again
            sys.exit(1)


def open_standard_streams() -> None:
    """Keep the places of closed standard streams: a file or socket opened later would be taken for one of them."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the program runs


def is_unwritable(stream: TextIO | None) -> bool:
    """Whether nothing can be written to a stream: asked after a failure, so that an empty line is no harm."""
    try:
        if stream is not None:
            stream.write("\n")
            stream.flush()
    except OSError:
        return True
    return False


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pipeline")
def main() -> None:
    """Run Logstash configs: read, filter, deliver, lose nothing."""


def config_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags that say which config is meant, and under which settings; the names are Logstash's."""
    for flag in (
        click.option("-f", "--path.config", "config_path", multiple=True, help="Config: file, folder or pattern."),
        click.option("-e", "--config.string", "config_string", help="Config as text."),
        click.option("--path.settings", "settings_path", help="Folder with pipeline.yml or logstash.yml."),
        click.option("--path.data", "data_path", help="Folder for positions, dead letters and databases."),
        click.option("--pipeline.id", "pipeline_id", help="Name of the pipeline."),
        click.option("--pipeline.ecs_compatibility", "ecs", help="Layout of fields: disabled, v1 or v8."),
        click.option("--config.support_escapes", "escapes", is_flag=True, default=None, help=r"Read \n and the like."),
        click.option(
            "--field-reference-escape-style", "escape_style", help="Brackets in names: none, percent or ampersand."
        ),
        click.option("--log.level", "log_level", help="debug, info, warn or error."),
        click.option("--log.format", "log_format", help="json or plain."),
    ):
        command = flag(command)
    return command


@main.command()
@config_flags
@click.option("-w", "--pipeline.workers", "workers", help="Worker processes, for more than one core; 1 unless given.")
@click.option("-b", "--pipeline.batch.size", "batch_size", help="Most records taken in at once.")
@click.option("-t", "--config.test_and_exit", "test_only", is_flag=True, help="Only check the config.")
def run(test_only: bool, **flags: Any) -> None:
    """Run a config until its inputs end or a signal comes."""
    from pipeline.run import check_command, run_command

    sys.exit((check_command if test_only else run_command)(settings_of(flags)))


@main.command()
@config_flags
def check(**flags: Any) -> None:
    """Check a config without connecting to anything: every fault, with its place."""
    from pipeline.run import check_command

    sys.exit(check_command(settings_of(flags)))


@main.command()
@click.argument("name", required=False)
def plugins(name: str | None) -> None:
    """List the plugins, or document one: its options, types, defaults."""
    from pipeline.plugin.document import describe, list_plugins

    text = describe(name) if name else list_plugins()
    if text is None:
        click.echo(f'no plugin is called "{name}"; `pipeline plugins` lists them', err=True)
        sys.exit(2)
    click.echo(text)


@main.command()
@click.option("--keep", is_flag=True, help="Stay up afterwards, to look around.")
@click.option("--count", type=click.IntRange(min=1), default=20_000, show_default=True, help="Records to feed.")
def demo(keep: bool, count: int) -> None:
    """Show it all on this machine: an embedded broker, an embedded index, config/logs.conf between them."""
    from pipeline.embedded.demo import run_demo

    sys.exit(run_demo(keep=keep, count=count))


@main.group()
def geoip() -> None:
    """Fetch the databases that the filter geoip needs, and keep them new."""


def folder_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags that say where the databases are, and from which server they come."""
    for flag in (
        click.option("--path.settings", "settings_path", help="Folder with pipeline.yml or logstash.yml."),
        click.option("--path.data", "data_path", help="They go into its folder geoip.  [default: data]"),
    ):
        command = flag(command)
    return command


@geoip.command("install")
@click.argument("editions", nargs=-1, type=click.Choice(["City", "Country", "ASN"], case_sensitive=False))
@click.option(
    "--source",
    type=click.Choice(["dbip", "maxmind"]),
    default="dbip",
    show_default=True,
    help="DB-IP's free ones, or MaxMind's GeoLite2 (GEOIPUPDATE_ACCOUNT_ID, GEOIPUPDATE_LICENSE_KEY).",
)
@click.option("--server", help=SERVER_HELP)
@folder_flags
def geoip_install(editions: tuple[str, ...], source: str, server: str | None, **flags: Any) -> None:
    """Fetch City, Country or ASN; City unless given."""
    from pipeline.geoip.command import install_command

    sys.exit(install_command(settings_of(flags)["path.data"], editions or ("City",), source, server))


@geoip.command("update")
@click.option("--server", help=SERVER_HELP)
@folder_flags
def geoip_update(server: str | None, **flags: Any) -> None:
    """Fetch what is installed again, where there is a newer version; running pipelines take it up."""
    from pipeline.geoip.command import update_command

    sys.exit(update_command(settings_of(flags)["path.data"], server))


@geoip.command("status")
@folder_flags
def geoip_status(**flags: Any) -> None:
    """Say which databases are there, and how old they are."""
    from pipeline.geoip.command import status_command

    sys.exit(status_command(settings_of(flags)["path.data"]))


def settings_of(flags: dict[str, Any]) -> dict[str, Any]:
    """The settings that flags, a settings file and defaults give; what is wrong ends the program with exit code 2."""
    from pipeline.errors import OptionError
    from pipeline.settings import resolve_settings

    named = {ORIGINS[name]: value for name, value in flags.items() if value is not None and value != ()}
    paths = named.pop("path.config", None)
    try:
        settings, warnings = resolve_settings(named)
    except OptionError as error:
        click.echo("\n".join([error.message, *(f"     = {hint}" for hint in error.hints)]), err=True)
        sys.exit(2)
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    if paths:
        settings["path.config"] = paths
    return settings
