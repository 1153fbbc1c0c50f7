"""Deploy a finished site to a web server, a branch, an S3 bucket or a folder.

`create_deployer` returns the `Deployer` for a target; its `plan` compares the site with the target,
and its `apply` makes the changes in an order that keeps the published site whole after each step.
Knows the output folder and what `site` says of assets and caching; knows nothing of the data, the
build or the command line.
"""

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
