package io.diglm.network;

/** What {@link RowGradient} is where its text has double for float. */
public interface DoubleFlow {
  void load(double[] parameters);

  void forward(double[] x, double[] latent, double[] logDet);

  void backward(double[] byLatent, double[] byLogDet);

  void inputGradient(double[] byInput);

  void gather(double[] gradients);
}
