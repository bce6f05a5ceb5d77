"""What requests about decisions may carry."""

from typing import Annotated

from pydantic import Field

from chassis.web.fields import Lines
from contracts.rules import Attestation
from services.approvals.domain.judging import OPINION_MOST

Opinion = Annotated[Lines, Field(max_length=OPINION_MOST)]
Attestations = Annotated[tuple[Attestation, ...], Field(max_length=8)]
