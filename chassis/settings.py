"""Settings, read from the environment; the embedded stack and the containers use the same names."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything a process may be told from outside. Keys lie in files, so that no secret stands in an environment."""

    model_config = SettingsConfigDict(env_file=None, env_ignore_empty=True, extra="ignore", frozen=True)

    environment: Literal["development", "test", "production"] = "production"
    database_url: str = Field(description="With `{service}`: postgresql+asyncpg://{service}:…@host:5432/{service}")
    database_admin_url: str | None = Field(default=None, description="Only to create roles and databases.")
    database_owner_password_file: str = Field(
        default=".songjiao/keys/database-{service}_owner.password",
        description="With `{service}`: the password of the role that owns its tables. Only to migrate.",
    )
    database_pool_size: int = 10
    nats_url: str = "nats://127.0.0.1:4222"
    nats_keys_dir: Path = Path(".songjiao/keys")
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "songjiao"
    token_private_key_file: Path = Path(".songjiao/keys/token.pem")
    token_public_key_file: Path = Path(".songjiao/keys/token.pub")
    decision_key_file: Path = Path(".songjiao/keys/decision.pem")
    decision_keys_file: Path = Field(
        default=Path(".songjiao/keys/decision.jwks"),
        description="Checks signatures of decisions, by any key there was.",
    )
    audit_key_file: Path = Path(".songjiao/keys/audit.key")
    seals_dir: Path = Field(
        default=Path(".songjiao/seals"),
        description="Where seals of the decision log are kept: outside the database, and best copied elsewhere.",
    )
    session_key_file: Path = Path(".songjiao/keys/session.key")
    clock_file: Path | None = Field(default=None, description="Moves business time; refused in production.")
    public_url: str | None = Field(default=None, description="Where people reach the pages: https://songjiao.example")
    services_url: str = Field(default="http://127.0.0.1:8000", description="Where /api/<service> is reached.")
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    metrics_port: int = Field(default=0, description="Where a worker shows health and metrics; 0 picks a free port.")
    oidc_issuer: str | None = Field(
        default=None, description="A provider people sign in with; without it none is shown."
    )
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = Field(default=None, description="Left out, or empty, for a public client.")
    oidc_name: str = Field(default="统一身份认证", description="What the provider is called on the sign-in page.")
    oidc_login_claim: str = Field(
        default="preferred_username", description="The claim that equals a person's login when they first come."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _provider_is_told_in_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID, and PUBLIC_URL for the way back")
        return self

    def database_of(self, service: str) -> str:
        """The URL of one service's own database."""
        return self.database_url.replace("{service}", service)


@lru_cache
def settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
