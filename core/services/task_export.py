"""Our own tasks taken along as a workbook: the client's number and the service, and nobody's name."""

from pathlib import Path
from typing import Final

from core.delivery.workbook import table_workbook
from core.domain.errors import FolderUnwritable, UnknownRecord
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.outside import refuse_inside
from core.services.session import Done, Session
from core.services.wording import Language, say
from core.vault.files import write_whole

_WIDTHS: Final = (18, 60)


def export_tasks(session: Session, file: Path, language: Language) -> Done[int]:
    """Write the tasks within reach that nobody has answered yet, by the client's number; returns how many.

    That this is done stands in the audit before a byte is written. Raises UnknownRecord (there is none),
    PlaceUnwritable (a place inside the base), FolderUnwritable (the entry stays).
    """
    with session.doing(UseCase.EXPORT_TASKS) as deed:
        refuse_inside(session.store.folder, file)
        tasks = deed.work.leads.in_stage(Stage.TASK)
        if not tasks:
            raise UnknownRecord
        numbers = deed.work.numbers.of(sorted({one.client_id for one in tasks}))
        services = deed.work.catalogue.read().services
        rows = sorted((numbers[one.client_id], services[one.service_id].name) for one in tasks)
        deed.details |= {"exported": len(rows)}
    heads = say(language, "export", "number"), say(language, "package", "service")
    content = table_workbook(say(language, "export", "tasks"), list(zip(heads, _WIDTHS, strict=True)), rows)
    try:
        write_whole(file, content)
    except OSError:
        raise FolderUnwritable from None
    return Done(len(rows), frozenset({"journal"}), deed.entry)
