"""`newsarchive alarms`: check an archive for problems, and send them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import one_line
from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.project_options import project_options
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line
from newsarchive.project import FILE_NAME, Alarms, ProjectFile

if TYPE_CHECKING:
    from newsarchive.crawl.run import Outcome

#: Exit code when there is an alarm, as of `newsarchive status --fail-on-warning`.
ALARMED = 9
_MOST_PROBLEMS = 20
_LEAST_SHARE = 0.05  # share of a disk that must be free
_LEAST_BYTES = 1 << 30  # bytes that must be free, also on a small disk: 1 GiB


@click.command(
    epilog="Exit codes: 0 nothing to report, 9 something was reported, 1 an alarm could not be delivered or the "
    "archive cannot be read."
)
@archive_argument
@click.option("--verify", "with_verify", is_flag=True, help="Also check the integrity of the whole archive.")
@click.option("--test", is_flag=True, help="Send a test message through every configured channel.")
@click.option("--dry-run", is_flag=True, help="Print the alarms, send none.")
@click.pass_context
def command(ctx: click.Context, /, folder: Path, with_verify: bool, test: bool, dry_run: bool) -> None:
    """Check ARCHIVE for problems and send them to the addresses in its project file; meant for cron.

    It reports sites with nothing new for longer than usual, fields or articles that became fewer, runs whose articles
    share one time, author or title, failing sites, a disk that is nearly full and, with --verify, damage.
    """
    project = project_options(ctx)
    file = project.file if project else None
    if test and _recipients(file) is None:
        raise click.ClickException(f"There is nowhere to send a test: {_no_channel(folder)}")
    if test:
        lines = ["This is a test. Alarms of this archive will arrive here."]
    else:
        lines = [*_site_lines(folder), *_disk_lines(folder), *(_damage_lines(folder) if with_verify else ())]
    for line in lines:
        click.echo(on_one_line(line))
    if not lines:
        return
    if not dry_run and not send(file, folder, lines):
        sys.exit(1)
    if not test:
        sys.exit(ALARMED)


def send(project: ProjectFile | None, folder: Path, lines: Sequence[str]) -> bool:
    """Send *lines* as the project of *folder* says; print what failed and return whether everything was sent."""
    alarms = _recipients(project)
    if alarms is None:
        click.echo(f"Nothing is sent: {_no_channel(folder)}", err=True)
        return True
    from newsarchive.monitoring.delivery import deliver

    subject = f"newsarchive {folder.resolve().name}: {count_of(len(lines), 'alarm')}"
    failed = deliver(alarms, subject, [on_one_line(line) for line in lines])
    for line in failed:
        click.echo(f"Error: {on_one_line(line)}", err=True)
    return not failed


def send_run_alarms(project: ProjectFile | None, folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Send the warnings and failures of a run where the project says so; what is not delivered is printed."""
    if _recipients(project) is None:
        return
    lines = [
        f"{outcome.site}: {warning['message']}"
        for outcome in outcomes
        for warning in outcome.report.get("warnings", ())
    ]
    lines += [
        f"{outcome.site}: {one_line(outcome.failure)}"
        for outcome in outcomes
        if outcome.failure and not getattr(outcome.failure, "is_requested", False)
    ]
    if lines:
        send(project, folder, lines)


def _recipients(project: ProjectFile | None) -> Alarms | None:
    """Return where the project sends alarms, ``None`` if it names no channel."""
    alarms = project.project.alarms if project else None
    return alarms if alarms and (alarms.email or alarms.webhook or alarms.command) else None


def _no_channel(folder: Path) -> str:
    return f"no email, webhook or command under [alarms] in {folder / FILE_NAME}"


def _site_lines(folder: Path) -> list[str]:
    from newsarchive.crawl.clock import local_day, now
    from newsarchive.monitoring.status import statuses

    today = local_day(now(), None)
    assert today is not None
    return [f"{status.site}: {warning}" for status in statuses(folder, today) for warning in status.warnings]


def _disk_lines(folder: Path) -> list[str]:
    disk = shutil.disk_usage(folder)
    if disk.free >= max(_LEAST_BYTES, _LEAST_SHARE * disk.total):
        return []
    return [f"{folder}: the disk is nearly full: {disk.free / 1e9:.1f} GB of {disk.total / 1e9:.0f} GB are free"]


def _damage_lines(folder: Path) -> list[str]:
    from newsarchive.archive.verify import verify

    report = verify(folder)
    problems = [] if report.is_whole else [str(problem) for problem in report.problems]
    lines = [f"{folder}: {problem}" for problem in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        lines.append(f"… and {len(problems) - _MOST_PROBLEMS:,} more problems; see `newsarchive verify`")
    return lines
