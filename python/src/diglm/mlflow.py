"""What MLflow loads a model by: the ``python_function`` flavour that ``diglm export --mlflow`` writes names it."""

from __future__ import annotations

from typing import Any, Optional

from diglm.model import Model, load


class PythonFunction:
    """A model whose predictions are a data frame, with the columns of ``diglm predict``."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def predict(self, model_input: Any, params: Optional[dict[str, Any]] = None) -> Any:
        """Predicts every row of a data frame; ``params`` may hold ``interval``, a share."""
        options = {name: value for name, value in (params or {}).items() if name == "interval" and value is not None}
        return self.model.answers(model_input, **options).to_pandas()


def _load_pyfunc(path: str) -> PythonFunction:
    """Opens the model file that the MLmodel names; MLflow calls this."""
    return PythonFunction(load(path))
