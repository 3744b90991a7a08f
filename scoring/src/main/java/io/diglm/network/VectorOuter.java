package io.diglm.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of outer products of rows, g += x^T y, on the Vector API: eight rows of g at a time. */
final class VectorOuter {
  private static final VectorSpecies<Float> SPECIES = VectorKernels.SPECIES;
  private static final int LANES = SPECIES.length();

  private VectorOuter() {}

  /** By two vectors of columns from column j on. */
  static void wide(Matrix y, int from, Matrix x, int at, int rows, Matrix g, int j) {
    float[] left = y.at();
    float[] right = x.at();
    float[] out = g.at();
    int stride = y.stride();
    int step = x.stride();
    for (int m = 0; m < g.rows(); m += Matrix.GROUP) {
      int t = m * g.stride() + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b0 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a1 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b1 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a2 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b2 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a3 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b3 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a4 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b4 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a5 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b5 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a6 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b6 = FloatVector.fromArray(SPECIES, out, t + LANES);
      t += g.stride();
      FloatVector a7 = FloatVector.fromArray(SPECIES, out, t);
      FloatVector b7 = FloatVector.fromArray(SPECIES, out, t + LANES);
      int p = from * stride + m;
      int q = at * step + j;
      for (int k = 0; k < rows; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector v = FloatVector.fromArray(SPECIES, right, q + LANES);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p]);
        a0 = u.fma(c, a0);
        b0 = v.fma(c, b0);
        c = FloatVector.broadcast(SPECIES, left[p + 1]);
        a1 = u.fma(c, a1);
        b1 = v.fma(c, b1);
        c = FloatVector.broadcast(SPECIES, left[p + 2]);
        a2 = u.fma(c, a2);
        b2 = v.fma(c, b2);
        c = FloatVector.broadcast(SPECIES, left[p + 3]);
        a3 = u.fma(c, a3);
        b3 = v.fma(c, b3);
        c = FloatVector.broadcast(SPECIES, left[p + 4]);
        a4 = u.fma(c, a4);
        b4 = v.fma(c, b4);
        c = FloatVector.broadcast(SPECIES, left[p + 5]);
        a5 = u.fma(c, a5);
        b5 = v.fma(c, b5);
        c = FloatVector.broadcast(SPECIES, left[p + 6]);
        a6 = u.fma(c, a6);
        b6 = v.fma(c, b6);
        c = FloatVector.broadcast(SPECIES, left[p + 7]);
        a7 = u.fma(c, a7);
        b7 = v.fma(c, b7);
        p += stride;
        q += step;
      }
      t = m * g.stride() + j;
      a0.intoArray(out, t);
      b0.intoArray(out, t + LANES);
      t += g.stride();
      a1.intoArray(out, t);
      b1.intoArray(out, t + LANES);
      t += g.stride();
      a2.intoArray(out, t);
      b2.intoArray(out, t + LANES);
      t += g.stride();
      a3.intoArray(out, t);
      b3.intoArray(out, t + LANES);
      t += g.stride();
      a4.intoArray(out, t);
      b4.intoArray(out, t + LANES);
      t += g.stride();
      a5.intoArray(out, t);
      b5.intoArray(out, t + LANES);
      t += g.stride();
      a6.intoArray(out, t);
      b6.intoArray(out, t + LANES);
      t += g.stride();
      a7.intoArray(out, t);
      b7.intoArray(out, t + LANES);
    }
  }

  /** By one vector of columns from column j on. */
  static void narrow(Matrix y, int from, Matrix x, int at, int rows, Matrix g, int j) {
    float[] left = y.at();
    float[] right = x.at();
    float[] out = g.at();
    int stride = y.stride();
    int step = x.stride();
    for (int m = 0; m < g.rows(); m += Matrix.GROUP) {
      int t = m * g.stride() + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a1 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a2 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a3 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a4 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a5 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a6 = FloatVector.fromArray(SPECIES, out, t);
      t += g.stride();
      FloatVector a7 = FloatVector.fromArray(SPECIES, out, t);
      int p = from * stride + m;
      int q = at * step + j;
      for (int k = 0; k < rows; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p]);
        a0 = u.fma(c, a0);
        c = FloatVector.broadcast(SPECIES, left[p + 1]);
        a1 = u.fma(c, a1);
        c = FloatVector.broadcast(SPECIES, left[p + 2]);
        a2 = u.fma(c, a2);
        c = FloatVector.broadcast(SPECIES, left[p + 3]);
        a3 = u.fma(c, a3);
        c = FloatVector.broadcast(SPECIES, left[p + 4]);
        a4 = u.fma(c, a4);
        c = FloatVector.broadcast(SPECIES, left[p + 5]);
        a5 = u.fma(c, a5);
        c = FloatVector.broadcast(SPECIES, left[p + 6]);
        a6 = u.fma(c, a6);
        c = FloatVector.broadcast(SPECIES, left[p + 7]);
        a7 = u.fma(c, a7);
        p += stride;
        q += step;
      }
      t = m * g.stride() + j;
      a0.intoArray(out, t);
      t += g.stride();
      a1.intoArray(out, t);
      t += g.stride();
      a2.intoArray(out, t);
      t += g.stride();
      a3.intoArray(out, t);
      t += g.stride();
      a4.intoArray(out, t);
      t += g.stride();
      a5.intoArray(out, t);
      t += g.stride();
      a6.intoArray(out, t);
      t += g.stride();
      a7.intoArray(out, t);
    }
  }
}
