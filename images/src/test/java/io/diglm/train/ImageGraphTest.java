package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.model.ModelFile;
import io.diglm.onnx.Onnx;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime on the graph of a model of images against our own scorer. */
final class ImageGraphTest {
  private static final double TOLERANCE = 1e-5;
  private static final String NOTE =
      "novelty is by density, since a graph does not have the score combined of images";

  @TempDir private Path folder = Path.of("");

  /** A model to fit. */
  record Case(String name, ImageShape shape, boolean labelled, FlowConfig flow) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    ImageShape grey = new ImageShape(1, 8, 8);
    ImageShape colour = new ImageShape(3, 8, 4);
    return Stream.of(
        new Case("glow", grey, true, flow(grey, Architecture.GLOW)),
        new Case(
            "glow without levels",
            grey,
            true,
            flow(grey, Architecture.GLOW).levels(0).norm(Norm.NONE)),
        new Case(
            "glow, highway, batch norm",
            colour,
            true,
            flow(colour, Architecture.GLOW)
                .network(Network.HIGHWAY)
                .norm(Norm.BATCHNORM)
                .activation(Activation.GELU)),
        new Case("realnvp", grey, true, flow(grey, Architecture.REALNVP).layers(4)),
        new Case(
            "p(x) alone",
            colour,
            false,
            flow(colour, Architecture.REALNVP).activation(Activation.SILU)));
  }

  private static FlowConfig flow(ImageShape shape, Architecture architecture) {
    return FlowConfig.ofImages(shape).architecture(architecture).layers(3).hidden(8).depth(2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runtimeAnswersAsOurScorer(Case model) throws OrtException {
    FitConfig usual =
        model.labelled()
            ? FitConfig.ofImages("label", model.shape())
            : FitConfig.ofDensity().forImages(model.shape());
    FitConfig config =
        usual
            .flow(model.flow())
            .optimiser(o -> o.learningRate(5e-3).epochs(2))
            .images(i -> i.shift(0))
            .run(r -> r.threads(1).seed(11));
    try (FitResult result = Fit.of(config).run(ImageTables.halves(model.shape(), 300, 1))) {
      Images ordinary = ImageTables.halves(model.shape(), 60, 2).images().orElseThrow();
      compare(result.predictor(), ordinary, List.of(NOTE));
      compare(result.predictor(), extremes(model.shape()), List.of(NOTE));
      // libtorch adds up the slopes of a batch norm in single precision, and volumes hardly vary.
      boolean doubles = model.flow().norm() != Norm.BATCHNORM;
      NoveltyScore other = doubles ? NoveltyScore.VOLUMES : NoveltyScore.CLASSES;
      for (NoveltyScore score : List.of(NoveltyScore.NORM, other)) {
        ModelFile file = result.model();
        ModelFile scored =
            new ModelFile(
                file.manifest().withThresholds(file.manifest().thresholds().withNovelty(score)),
                file.weights());
        try (Predictor judge = Predictor.open(scored, "the model")) {
          compare(judge, ordinary, List.of());
        }
      }
    }
  }

  /** All black, all white, and stripes. */
  private static Images extremes(ImageShape shape) {
    byte[] pixels = new byte[3 * shape.size()];
    for (int i = 0; i < shape.size(); i++) {
      pixels[shape.size() + i] = -1;
      pixels[2 * shape.size() + i] = (byte) (i % 2 == 0 ? 0 : 255);
    }
    return new Images(shape, pixels);
  }

  private void compare(Predictor predictor, Images images, List<String> notes) throws OrtException {
    Path file = folder.resolve("m.onnx");
    assertEquals(notes, Onnx.write(predictor, file));
    int rows = images.pixels().length / images.shape().size();
    Table table = new Table("images", List.of(), rows, Optional.of(images));
    Predictor judge = notes.isEmpty() ? predictor : byDensity(predictor);
    List<Prediction> expected = judge.predict(table);
    List<String> wrong = new ArrayList<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    ImageShape shape = images.shape();
    long[] wide = {rows, shape.channels(), shape.height(), shape.width()};
    ByteBuffer bytes = ByteBuffer.allocateDirect(images.pixels().length);
    bytes.put(images.pixels()).rewind();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, bytes, wide, OnnxJavaType.UINT8);
        OrtSession.Result got = session.run(Map.of("image", input))) {
      for (int row = 0; row < rows; row++) {
        Prediction.Answer answer = (Prediction.Answer) expected.get(row);
        near(row, "log_density", answer.logDensity(), number(got, "log_density", row, 0), wrong);
        near(row, "novelty", answer.novelty(), number(got, "novelty", row, 0), wrong);
        boolean rejected = ((boolean[][]) got.get("rejected").orElseThrow().getValue())[row][0];
        if (rejected != answer.rejected()) {
          wrong.add("row %d: rejected %s".formatted(row, rejected));
        }
        int k = 0;
        for (double probability : answer.probabilities().values()) {
          near(row, "class", probability, number(got, "probabilities", row, k++), wrong);
        }
      }
    }
    assertEquals(List.of(), wrong.stream().limit(10).toList());
    assertTrue(rows > 0);
  }

  private static Predictor byDensity(Predictor predictor) {
    ModelFile file = predictor.file();
    return Predictor.open(
        new ModelFile(
            file.manifest()
                .withThresholds(file.manifest().thresholds().withNovelty(NoveltyScore.DENSITY)),
            file.weights()),
        "the model");
  }

  private static double number(OrtSession.Result got, String name, int row, int column)
      throws OrtException {
    return ((double[][]) got.get(name).orElseThrow().getValue())[row][column];
  }

  private static void near(int row, String what, double expected, double got, List<String> wrong) {
    if (!(Math.abs(expected - got) <= TOLERANCE * Math.max(1, Math.abs(expected)))) {
      wrong.add("row %d: %s must be %s, got %s".formatted(row, what, expected, got));
    }
  }
}
