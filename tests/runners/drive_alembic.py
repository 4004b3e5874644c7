"""Runs `upgrade head`, `downgrade base`, `upgrade head` and `check` in each repository of a list.

A line of the list is a name, a folder and the address of a database; a line is printed for each that fails.
"""

import io
import os
import sys
import warnings

from alembic import command
from alembic.config import Config
from sqlalchemy.orm import configure_mappers


def run(folder: str, url: str) -> None:
    os.environ["DATABASE_URL"] = url
    # Each repository brings a package of the same name.
    for name in [name for name in sys.modules if name.split(".")[0] == "models"]:
        del sys.modules[name]
    config = Config(os.path.join(folder, "alembic.ini"), stdout=io.StringIO())
    sys.path.insert(0, folder)
    try:
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        command.upgrade(config, "head")
        with warnings.catch_warnings():
            # What SQLAlchemy warns of in the mappers is a fault of the models.
            warnings.simplefilter("error")
            configure_mappers()
        command.check(config)
    finally:
        sys.path = [path for path in sys.path if path != folder]


for line in open(sys.argv[1], encoding="utf-8"):
    name, folder, url = line.rstrip("\n").split("\t")
    try:
        run(folder, url)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        print(name, f"{type(error).__name__}: {error}".replace("\n", "\\n"), sep="\t")
