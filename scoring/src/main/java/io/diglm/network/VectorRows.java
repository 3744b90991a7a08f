package io.diglm.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Products of rows and a matrix, y = x w + bias, on the Vector API: eight rows at a time. */
final class VectorRows {
  private static final VectorSpecies<Float> SPECIES = VectorKernels.SPECIES;
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  /** By two vectors of columns from column j on. */
  static void wide(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, int j, boolean relu) {
    float[] left = x.at();
    float[] right = w.at();
    float[] out = y.at();
    int inputs = x.columns();
    int stride = x.stride();
    int step = w.stride();
    for (int r = 0; r < rows; r += Matrix.GROUP) {
      int p0 = (from + r) * stride;
      int p1 = p0 + stride;
      int p2 = p1 + stride;
      int p3 = p2 + stride;
      int p4 = p3 + stride;
      int p5 = p4 + stride;
      int p6 = p5 + stride;
      int p7 = p6 + stride;
      FloatVector a0 = FloatVector.fromArray(SPECIES, bias, j);
      FloatVector b0 = FloatVector.fromArray(SPECIES, bias, j + LANES);
      FloatVector a1 = a0;
      FloatVector b1 = b0;
      FloatVector a2 = a0;
      FloatVector b2 = b0;
      FloatVector a3 = a0;
      FloatVector b3 = b0;
      FloatVector a4 = a0;
      FloatVector b4 = b0;
      FloatVector a5 = a0;
      FloatVector b5 = b0;
      FloatVector a6 = a0;
      FloatVector b6 = b0;
      FloatVector a7 = a0;
      FloatVector b7 = b0;
      int q = j;
      for (int k = 0; k < inputs; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector v = FloatVector.fromArray(SPECIES, right, q + LANES);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p0 + k]);
        a0 = u.fma(c, a0);
        b0 = v.fma(c, b0);
        c = FloatVector.broadcast(SPECIES, left[p1 + k]);
        a1 = u.fma(c, a1);
        b1 = v.fma(c, b1);
        c = FloatVector.broadcast(SPECIES, left[p2 + k]);
        a2 = u.fma(c, a2);
        b2 = v.fma(c, b2);
        c = FloatVector.broadcast(SPECIES, left[p3 + k]);
        a3 = u.fma(c, a3);
        b3 = v.fma(c, b3);
        c = FloatVector.broadcast(SPECIES, left[p4 + k]);
        a4 = u.fma(c, a4);
        b4 = v.fma(c, b4);
        c = FloatVector.broadcast(SPECIES, left[p5 + k]);
        a5 = u.fma(c, a5);
        b5 = v.fma(c, b5);
        c = FloatVector.broadcast(SPECIES, left[p6 + k]);
        a6 = u.fma(c, a6);
        b6 = v.fma(c, b6);
        c = FloatVector.broadcast(SPECIES, left[p7 + k]);
        a7 = u.fma(c, a7);
        b7 = v.fma(c, b7);
        q += step;
      }
      if (relu) {
        a0 = a0.max(0);
        b0 = b0.max(0);
        a1 = a1.max(0);
        b1 = b1.max(0);
        a2 = a2.max(0);
        b2 = b2.max(0);
        a3 = a3.max(0);
        b3 = b3.max(0);
        a4 = a4.max(0);
        b4 = b4.max(0);
        a5 = a5.max(0);
        b5 = b5.max(0);
        a6 = a6.max(0);
        b6 = b6.max(0);
        a7 = a7.max(0);
        b7 = b7.max(0);
      }
      int t = (to + r) * y.stride() + j;
      a0.intoArray(out, t);
      b0.intoArray(out, t + LANES);
      t += y.stride();
      a1.intoArray(out, t);
      b1.intoArray(out, t + LANES);
      t += y.stride();
      a2.intoArray(out, t);
      b2.intoArray(out, t + LANES);
      t += y.stride();
      a3.intoArray(out, t);
      b3.intoArray(out, t + LANES);
      t += y.stride();
      a4.intoArray(out, t);
      b4.intoArray(out, t + LANES);
      t += y.stride();
      a5.intoArray(out, t);
      b5.intoArray(out, t + LANES);
      t += y.stride();
      a6.intoArray(out, t);
      b6.intoArray(out, t + LANES);
      t += y.stride();
      a7.intoArray(out, t);
      b7.intoArray(out, t + LANES);
    }
  }

  /** By one vector of columns from column j on. */
  static void narrow(
      Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, int j, boolean relu) {
    float[] left = x.at();
    float[] right = w.at();
    float[] out = y.at();
    int inputs = x.columns();
    int stride = x.stride();
    int step = w.stride();
    for (int r = 0; r < rows; r += Matrix.GROUP) {
      int p0 = (from + r) * stride;
      int p1 = p0 + stride;
      int p2 = p1 + stride;
      int p3 = p2 + stride;
      int p4 = p3 + stride;
      int p5 = p4 + stride;
      int p6 = p5 + stride;
      int p7 = p6 + stride;
      FloatVector a0 = FloatVector.fromArray(SPECIES, bias, j);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      int q = j;
      for (int k = 0; k < inputs; k++) {
        FloatVector u = FloatVector.fromArray(SPECIES, right, q);
        FloatVector c = FloatVector.broadcast(SPECIES, left[p0 + k]);
        a0 = u.fma(c, a0);
        c = FloatVector.broadcast(SPECIES, left[p1 + k]);
        a1 = u.fma(c, a1);
        c = FloatVector.broadcast(SPECIES, left[p2 + k]);
        a2 = u.fma(c, a2);
        c = FloatVector.broadcast(SPECIES, left[p3 + k]);
        a3 = u.fma(c, a3);
        c = FloatVector.broadcast(SPECIES, left[p4 + k]);
        a4 = u.fma(c, a4);
        c = FloatVector.broadcast(SPECIES, left[p5 + k]);
        a5 = u.fma(c, a5);
        c = FloatVector.broadcast(SPECIES, left[p6 + k]);
        a6 = u.fma(c, a6);
        c = FloatVector.broadcast(SPECIES, left[p7 + k]);
        a7 = u.fma(c, a7);
        q += step;
      }
      if (relu) {
        a0 = a0.max(0);
        a1 = a1.max(0);
        a2 = a2.max(0);
        a3 = a3.max(0);
        a4 = a4.max(0);
        a5 = a5.max(0);
        a6 = a6.max(0);
        a7 = a7.max(0);
      }
      int t = (to + r) * y.stride() + j;
      a0.intoArray(out, t);
      t += y.stride();
      a1.intoArray(out, t);
      t += y.stride();
      a2.intoArray(out, t);
      t += y.stride();
      a3.intoArray(out, t);
      t += y.stride();
      a4.intoArray(out, t);
      t += y.stride();
      a5.intoArray(out, t);
      t += y.stride();
      a6.intoArray(out, t);
      t += y.stride();
      a7.intoArray(out, t);
    }
  }
}
