package io.diglm.train;

import io.diglm.distribution.Seeds;
import io.diglm.glm.Head;
import io.diglm.glm.HeadGradient;
import io.diglm.glm.InitialValues;
import io.diglm.gradient.FlowGradient;
import io.diglm.gradient.ImageEngine;
import io.diglm.gradient.InitialFlow;
import io.diglm.gradient.ModelGradient;
import io.diglm.gradient.Parameters;
import io.diglm.gradient.RowFlowGradient;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.SavedTargets;
import io.diglm.model.TensorData;
import io.diglm.network.Hinges;
import io.diglm.network.LinearHead;
import io.diglm.network.RowScorer;
import io.diglm.network.Scorer;
import io.diglm.predict.Networks;
import io.diglm.schema.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is trained: a flow of rows in plain Java or of images on their engine, and a head, over the
 * same parameters.
 */
final class Network {
  private final FlowConfig flow;
  private final HeadConfig headConfig;
  private final int dimension;
  private final int width;
  private final Optional<Images> images;
  private final Parameters parameters;
  private final Head head;
  private final List<OtherTarget> others;

  /** Where rows are images. */
  private record Images(ImageShape shape, ImageEngine engine, ImageEngine.Settings settings) {}

  private Network(
      FlowConfig flow,
      HeadConfig headConfig,
      TrainingData data,
      Optional<Images> images,
      Parameters parameters) {
    this.flow = flow;
    this.headConfig = headConfig;
    dimension = data.dimension();
    width = flow.width(dimension);
    this.images = images;
    this.parameters = parameters;
    head = new Head(headConfig, width, data.labelled(), parameters::place, parameters.values());
    others = data.others();
  }

  /** Makes a network before learning. */
  static Network start(LearningTask task) {
    FlowConfig flow = task.flow();
    TrainingData data = task.data();
    ImageEngine.Settings engine = task.engine();
    Optional<Images> images =
        data.encoder().image().map(shape -> new Images(shape, ImageEngine.required(), engine));
    long seed = task.config().run().seed();
    Parameters.Maker maker = new Parameters.Maker();
    images.ifPresentOrElse(
        i -> i.engine.start(flow, i.shape, seed, maker),
        () -> InitialFlow.add(flow, flow.width(data.dimension()), seed, maker));
    data.hinges()
        .ifPresent(h -> maker.buffer(Hinges.TENSOR, h.numbers(), h.count(), Hinges.NUMBERS));
    addHead(task.head(), data, flow.width(data.dimension()), seed, maker);
    addOthers(data, flow.width(data.dimension()), seed, maker);
    return new Network(flow, task.head(), data, images, maker.build());
  }

  private static void addHead(
      HeadConfig head, TrainingData data, int dimension, long seed, Parameters.Maker maker) {
    if (head.predictors() == 0) {
      return;
    }
    int linear = head.linearPredictors();
    InitialValues initial = new InitialValues(head);
    maker.learned(
        Head.WEIGHT, initial.weight(dimension, Seeds.stream(seed, "head")), linear, dimension);
    maker.learned(Head.BIAS, initial.bias(data.meanTarget(head.link())), head.predictors());
    switch (head.bayes()) {
      case ELBO ->
          maker.learned(Head.RAW, new float[linear * (dimension + 1)], linear, dimension + 1L);
      case NONE, AUTO, LAPLACE, CONJUGATE, BOUND -> {}
    }
  }

  /** Further heads have point estimates, and start as the first does. */
  private static void addOthers(
      TrainingData data, int dimension, long seed, Parameters.Maker maker) {
    for (int k = 0; k < data.others().size(); k++) {
      HeadConfig head = data.others().get(k).head();
      double mean = data.meanTarget(head.link(), data.others().get(k).targets());
      String prefix = SavedTargets.prefix(k + 2);
      int linear = head.linearPredictors();
      InitialValues initial = new InitialValues(head);
      float[] weight = initial.weight(dimension, Seeds.stream(seed, prefix + "head"));
      maker.learned(prefix + Head.WEIGHT, weight, linear, dimension);
      maker.learned(prefix + Head.BIAS, initial.bias(mean), head.predictors());
    }
  }

  /** Returns on how many threads a step is shared; batch statistics need the batch whole. */
  int threads(int most) {
    return flow.norm() == FlowConfig.Norm.BATCHNORM
        ? 1
        : images.map(i -> i.engine.threads(most)).orElse(most);
  }

  /** Returns what a thread differentiates by. */
  ModelGradient gradient() {
    FlowGradient own =
        images
            .map(i -> i.engine.gradient(flow, i.shape, i.settings, parameters))
            .orElseGet(() -> new RowFlowGradient(flow, width, parameters));
    return new ModelGradient(own, head.gradient(), headConfig.predictors(), otherGradients());
  }

  private List<HeadGradient> otherGradients() {
    List<HeadGradient> gradients = new ArrayList<>();
    for (int k = 0; k < others.size(); k++) {
      String prefix = SavedTargets.prefix(k + 2);
      Head other =
          new Head(
              others.get(k).head(),
              width,
              1,
              name -> parameters.place(prefix + name),
              parameters.values());
      gradients.add(other.gradient());
    }
    return gradients;
  }

  /** Returns what predicts further targets by z, of other values of the parameters. */
  List<LinearHead> others(float[] values) {
    List<LinearHead> heads = new ArrayList<>();
    if (others.isEmpty()) {
      return heads;
    }
    Map<String, TensorData> weights = parameters.tensors(values);
    for (int k = 0; k < others.size(); k++) {
      heads.add(LinearHead.of(weights, SavedTargets.prefix(k + 2), others.get(k).head(), width));
    }
    return heads;
  }

  /** Returns the network of other values of the parameters, as a prediction computes it. */
  Scorer scorer(float[] values) {
    Map<String, TensorData> weights = parameters.tensors(values);
    weights.keySet().removeIf(name -> name.startsWith(Head.TRAINING_ONLY));
    return images
        .map(i -> i.engine.scorer(flow, headConfig, i.shape, i.settings, weights))
        .orElseGet(() -> RowScorer.of(flow, headConfig, dimension, Networks.tensors(weights)));
  }

  Parameters parameters() {
    return parameters;
  }

  Head head() {
    return head;
  }

  /** Returns the width of z. */
  int width() {
    return width;
  }
}
