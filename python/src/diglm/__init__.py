"""Reads and scores diglm models: predictions that know when a row is unlike anything they were trained on.

    import diglm

    model = diglm.load("flights.diglm")
    model.predict(frame)         # means, or classes
    model.score_samples(frame)   # log p(x)
    model.rejected(frame)        # whether the model refuses to answer
"""

from diglm.errors import ModelError
from diglm.model import Model, Predictions, load
from diglm.training import TrainingError, fit

__version__ = "0.1.0"
__all__ = ["Model", "ModelError", "Predictions", "TrainingError", "fit", "load"]
