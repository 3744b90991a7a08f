package io.diglm.experiments;

import io.diglm.train.FitConfig;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The images of an experiment, and the published results for them.
 *
 * @param name its name in the command
 * @param figure its number in the paper
 * @param data reads the images
 * @param shift pixels by which training moves an image at most
 * @param hybrid what a long training of the hybrid has beside the defaults of images
 * @param weights w of lambda = w / D of the models with a fixed lambda
 * @param published the paper's models
 * @param caveat what to say of a published row, such as that it is of other images
 */
record ImageTask(
    String name,
    String title,
    String section,
    int figure,
    Function<ImageSets, ImageData> data,
    int shift,
    UnaryOperator<FitConfig> hybrid,
    List<Double> weights,
    List<Published> published,
    String caveat) {
  /**
   * A row of the paper's tables 1 and 2: of the test set, then of images of another kind.
   *
   * @param weight w of lambda = w / D
   */
  record Published(
      double weight,
      double bits,
      double error,
      double nll,
      double otherBits,
      double otherNll,
      double otherEntropy) {}

  private static final List<Published> TABLE_1 =
      List.of(
          new Published(0, 81.80, 0.67, .082, 87.74, 29.27, 0.130),
          new Published(0.01, 1.83, 0.73, .035, 5.84, 2.36, 2.300),
          new Published(1, 1.26, 2.22, .081, 6.13, 2.30, 2.300),
          new Published(10, 1.25, 4.01, .145, 6.17, 2.30, 2.300));
  private static final List<Published> TABLE_2 =
      List.of(
          new Published(0, 15.40, 4.26, .225, 15.20, 4.60, .998),
          new Published(0.1, 3.35, 4.86, .260, 7.06, 5.06, 1.153),
          new Published(1, 2.40, 5.23, .253, 6.16, 4.23, 1.677),
          new Published(10, 2.23, 7.27, .268, 7.03, 2.69, 2.143));
  private static final List<Double> SVHN_WEIGHTS = List.of(0.0, 0.1, 1.0, 10.0);

  static ImageTask mnist() {
    // The density stays good enough.
    return mnist(
        "mnist",
        "MNIST against NotMNIST",
        f -> f.density(d -> d.weightStart(10).weight(0.03)),
        List.of(0.0, 0.01, 1.0, 10.0));
  }

  /** As {@link #mnist()}, but lambda ends where the paper's densest models have theirs. */
  static ImageTask mnistDense() {
    return mnist(
        "mnist-dense",
        "MNIST, with more weight on the density",
        f -> f.density(d -> d.weightStart(10).weight(1)),
        List.of());
  }

  /**
   * As {@link #mnist()}, with a second member for p(x), whose lambda is that of the paper's densest
   * model.
   */
  static ImageTask mnistMembers() {
    return mnist(
        "mnist-members",
        "MNIST, a member for each answer",
        f ->
            f.optimiser(o -> o.members(2))
                .density(d -> d.weightStart(10).weight(0.03).weightLast(10)),
        List.of());
  }

  private static ImageTask mnist(
      String name, String title, UnaryOperator<FitConfig> hybrid, List<Double> weights) {
    return new ImageTask(
        name,
        title,
        "Nalisnick et al. 2019, section 6.3, table 1" + (weights.isEmpty() ? "" : ", figure 4"),
        4,
        ImageSets::mnist,
        2,
        // Warps prevent overfitting to digits, at twice the time.
        settings -> hybrid.apply(settings.images(i -> i.warp(1))),
        weights,
        TABLE_1,
        "");
  }

  static ImageTask svhn() {
    return new ImageTask(
        "svhn",
        "SVHN against CIFAR-10",
        "Nalisnick et al. 2019, section 6.4, table 2, figure 5",
        5,
        ImageSets::svhn,
        3,
        UnaryOperator.identity(),
        SVHN_WEIGHTS,
        TABLE_2,
        "");
  }

  static ImageTask signs() {
    return new ImageTask(
        "signs",
        "Traffic signs against CIFAR-10",
        "in the manner of Nalisnick et al. 2019, section 6.4, on other images",
        5,
        ImageSets::signs,
        3,
        UnaryOperator.identity(),
        SVHN_WEIGHTS,
        TABLE_2,
        " (SVHN)");
  }

  static ImageTask cifar10() {
    return new ImageTask(
        "cifar10",
        "CIFAR-10 against traffic signs",
        "in the manner of Nalisnick et al. 2019, section 6.4, on other images",
        5,
        ImageSets::cifar10,
        3,
        UnaryOperator.identity(),
        SVHN_WEIGHTS,
        List.of(),
        "");
  }
}
