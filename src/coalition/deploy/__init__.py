"""Deploy."""

from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, ensure_own_target
from coalition.deploy.progress import (
    DeployProgress,
    format_plan,
    summarize_deployment,
    summarize_plan,
)
from coalition.deploy.targets import TARGET_VARIABLE, Deployer, create_deployer, resolve_target

__all__ = [
    "TARGET_VARIABLE",
    "DeployError",
    "DeployPlan",
    "DeployProgress",
    "Deployer",
    "create_deployer",
    "ensure_own_target",
    "format_plan",
    "resolve_target",
    "summarize_deployment",
    "summarize_plan",
]
