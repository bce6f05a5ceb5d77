"""The bytes of files, each kept once, by content."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.models.base import Base


class FileContent(Base):
    """The bytes of a file, once however often it is attached."""

    __tablename__ = "file_contents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
