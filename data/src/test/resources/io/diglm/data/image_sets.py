"""Makes small image sets with SciPy and NumPy: pixel (image i, channel c, row y, column x) is i + 2c + 3y + 5x."""

import pathlib

import numpy as np
import scipy.io

HERE = pathlib.Path(__file__).parent
N, C, H, W = 4, 3, 32, 32
I = np.indices((N, C, H, W)).astype(np.int64)
PIXELS = (I[0] + 2 * I[1] + 3 * I[2] + 5 * I[3]).astype(np.uint8)

# SVHN's layout: X (H, W, C, N), y (N, 1), 10 for the digit 0; compressed as the published files are.
X = PIXELS.transpose(2, 3, 1, 0)
Y = np.array([[1], [10], [9], [1]], dtype=np.uint8)
scipy.io.savemat(HERE / "train_32x32.mat", {"X": X, "y": Y}, do_compression=True)
scipy.io.savemat(HERE / "float_labels_32x32.mat", {"X": X, "y": Y.astype(float)})
scipy.io.savemat(HERE / "other_names.mat", {"data": X, "labels": Y}, do_compression=True)

np.savez_compressed(HERE / "last.npz", x=PIXELS.transpose(0, 2, 3, 1), y=Y[:, 0].astype(np.int64))
np.savez(HERE / "first.npz", images=PIXELS, labels=Y[:, 0])
np.savez(HERE / "grey.npz", x=PIXELS[:, 0])
np.savez(HERE / "float.npz", x=PIXELS[:, 0] / 255)
np.savez(HERE / "unequal.npz", x=PIXELS[:, 0], y=np.arange(3))
