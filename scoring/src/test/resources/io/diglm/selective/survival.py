"""Golden numbers of concordance and Brier score.

python survival.py > survival.json      (scikit-survival 0.28, lifelines 0.30)

Times are predicted by one column each, rounded so that predictions tie; S(t) = exp(-t / predicted).
"""

import json

import numpy as np
from lifelines.datasets import load_rossi
from lifelines.utils import concordance_index
from sksurv.datasets import load_gbsg2, load_whas500
from sksurv.metrics import brier_score, concordance_index_censored, integrated_brier_score
from sksurv.util import Surv


def golden(time, event, predicted):
    time, event, predicted = (np.asarray(a, float) for a in (time, event, predicted))
    y = Surv.from_arrays(event == 1, time)
    events = np.sort(time[event == 1])
    ends = [events[int(np.floor(q * (len(events) - 1) + 0.5))] for q in (0.1, 0.9)]
    times = np.linspace(*ends, 100)
    survival = np.exp(-times[None, :] / predicted[:, None])
    concordance = concordance_index_censored(event == 1, time, -predicted)[0]
    assert abs(concordance - concordance_index(time, predicted, event)) < 1e-12
    return {
        "time": time.tolist(),
        "event": event.tolist(),
        "predicted": predicted.tolist(),
        "concordance": concordance,
        "times": times.tolist(),
        "brier": brier_score(y, y, survival, times)[1].tolist(),
        "integrated_brier": integrated_brier_score(y, y, survival, times),
    }


rossi = load_rossi()
gbsg2, gbsg2_y = load_gbsg2()
whas500, whas500_y = load_whas500()
print(
    json.dumps(
        {
            "rossi": golden(rossi.week, rossi.arrest, np.round(100 - 8 * rossi.prio + rossi.age / 2, -1).clip(10)),
            "gbsg2": golden(gbsg2_y["time"], gbsg2_y["cens"], 3000 / np.round(1 + gbsg2.pnodes)),
            "whas500": golden(whas500_y["lenfol"], whas500_y["fstat"], np.round(30 * (110 - whas500.age), -2)),
        }
    )
)
