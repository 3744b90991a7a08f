package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.SavedTargets;
import io.diglm.model.TensorData;
import io.diglm.network.ImageSupport;
import io.diglm.network.RowScorer;
import io.diglm.network.Scorer;
import io.diglm.network.ScorerProvider;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Builds the networks of models: of rows in plain Java, of images on their engine. */
public final class Networks {
  /** What names of tensors start with that do not belong to a network. */
  private static final List<String> BESIDE =
      List.of(
          CoefficientPosterior.PREFIX,
          NoveltyTensors.PREFIX,
          CellDensity.PREFIX,
          SavedMember.PREFIX,
          SavedTargets.PREFIX);

  private Networks() {}

  /**
   * {@return a network}
   *
   * @param flow shape of the network
   * @param head of the model
   * @param schema of the rows
   * @param weights its tensors, and whatever else a model file has
   * @throws IllegalStateException if rows are images and the class path has nothing that scores
   *     them
   */
  public static Scorer scorer(
      FlowConfig flow, HeadConfig head, Schema schema, Map<String, TensorData> weights) {
    Map<String, TensorData> own = tensors(weights);
    return schema
        .image()
        .map(shape -> provider().open(flow, head, shape, own))
        .orElseGet(() -> RowScorer.of(flow, head, schema.dimension(), own));
  }

  /**
   * {@return only the network of a model of rows, without the parts that judge its answers; of an
   * ensemble, its first network}
   *
   * @param file the model
   */
  public static RowScorer rowScorer(ModelFile file) {
    Manifest manifest = file.manifest();
    return RowScorer.of(
        manifest.flow(), manifest.head(), manifest.schema().dimension(), tensors(file.weights()));
  }

  /**
   * {@return only the tensors of a network: those of the posterior, of novelty, of the density of
   * cells, of further members and of further targets are left out}
   *
   * @param weights tensors of a model file, by name
   */
  public static Map<String, TensorData> tensors(Map<String, TensorData> weights) {
    return weights.entrySet().stream()
        .filter(tensor -> BESIDE.stream().noneMatch(tensor.getKey()::startsWith))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Returns what scores images.
   *
   * @throws IllegalStateException if the class path has nothing that does
   */
  static ScorerProvider provider() {
    return ImageSupport.required(
        loader -> ServiceLoader.load(ScorerProvider.class, loader).findFirst());
  }
}
