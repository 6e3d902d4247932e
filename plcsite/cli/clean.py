"""`plcsite clean`: removes what plcsite wrote, and nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from plcsite.cli.session import BAD_CONTENT, Session, shared_options
from plcsite.diagnostics import say
from plcsite.stages.publish import clean
from plcsite.target import PublishFailed, Refused


@click.command("clean")
@click.option("--output", type=click.Path(file_okay=False), help="The published folder. Default: public, in the site.")
@shared_options
@click.pass_obj
def command(session: Session | None, output: str | None) -> None:
    """Removes the published files, the folders that leaves empty, and what builds keep beside them."""
    session = session or Session()
    target = Path(output).absolute() if output else session.folder / "public"
    existed = target.exists()
    try:
        removed = clean(target)
    except Refused as refused:
        session.fail(refused.message, refused.hint)
    except PublishFailed as failed:
        session.fail(failed.message, code=BAD_CONTENT)
    else:
        removal = say("{count} files removed from {folder}.", count=removed, folder=target.name)
        session.tell(removal if existed else say("There is nothing to remove."))
