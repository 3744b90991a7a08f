package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do with a model of several targets. */
final class SeveralTargetsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 400;

  @TempDir private static Path shared = Path.of("");

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void fitOnce() throws IOException {
    StringBuilder csv = new StringBuilder("a,b,y,kind,rare\n");
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double signal = a * a - b;
      String kind = signal + random.nextGaussian() > 0.5 ? "yes" : "no";
      String rare = i % 3 == 0 ? String.valueOf(10 * signal) : "";
      csv.append("%s,%s,%s,%s,%s%n".formatted(a, b, signal + random.nextGaussian(), kind, rare));
    }
    Files.writeString(table(), csv);
    Run.fit(table(), model(), "--target", "y,kind,rare").good();
  }

  private static Path table() {
    return shared.resolve("rows.csv");
  }

  private static Path model() {
    return shared.resolve("joint.diglm");
  }

  private static String refused(String option) {
    return "%s has the targets y, kind, rare: name one (--of), or write it alone (diglm export --of TARGET --out)"
        .formatted(option);
  }

  @Test
  void predictAnswersAllTargetsAtOnceAsItDoesEachAlone() {
    List<String> all = Run.of("predict", model(), table()).good().lines().toList();
    assertEquals(
        "y_mean,y_sd,y_lower,y_upper,kind_class,kind_probability_no,kind_probability_yes,"
            + "rare_mean,rare_sd,rare_lower,rare_upper,"
            + "log_density,novelty,novelty_p_value,rejected,reason,error",
        all.get(0));
    assertEquals(ROWS + 1, all.size());
    List<String> y = Run.of("predict", model(), table(), "--of", "y").good().lines().toList();
    List<String> kind = Run.of("predict", model(), table(), "--of", "kind").good().lines().toList();
    List<String> rare = Run.of("predict", model(), table(), "--of", "rare").good().lines().toList();
    for (int row = 1; row <= ROWS; row++) {
      String[] joint = all.get(row).split(",", 17);
      assertEquals(y.get(row), String.join(",", joined(joint, 0, 4)));
      assertEquals(kind.get(row), String.join(",", joined(joint, 4, 7)));
      assertEquals(rare.get(row), String.join(",", joined(joint, 7, 11)));
    }
  }

  /** The answers of one target with the columns of the row. */
  private static String[] joined(String[] joint, int from, int to) {
    String[] own = new String[to - from + 6];
    System.arraycopy(joint, from, own, 0, to - from);
    System.arraycopy(joint, 11, own, to - from, 6);
    return own;
  }

  @Test
  void evaluateMeasuresEachTargetAsTheModelOfItAlone() throws IOException {
    JsonNode all = JSON.readTree(Run.of("evaluate", model(), table(), "--json").good());
    for (String target : List.of("y", "kind", "rare")) {
      Path alone = folder.resolve(target + ".diglm");
      Run.of("export", model(), "--of", target, "--out", alone).good();
      assertTrue(ModelFile.load(alone).formatVersion() < 5);
      JsonNode own = JSON.readTree(Run.of("evaluate", alone, table(), "--json").good());
      assertEquals(own, all.at("/targets/" + target));
    }
    String text = Run.of("evaluate", model(), table()).good();
    assertEquals(3, text.lines().filter(line -> line.startsWith("target ")).count());
  }

  @Test
  void otherFormatsTakeOneTarget() {
    Path graph = folder.resolve("kind.onnx");
    Path mlflow = folder.resolve("mlflow");
    Run.of("export", model(), "--of", "kind", "--onnx", graph).good();
    assertTrue(Files.exists(graph));
    Run.of("export", model(), "--of", "kind", "--mlflow", mlflow).good();
    ModelFile alone = ModelFile.load(mlflow.resolve("model.diglm"));
    assertEquals("kind", alone.manifest().schema().requireTarget().name());
    assertTrue(Run.of("sample", model(), "-n", 3, "--of", "y").good().startsWith("a,b,y"));
  }

  @Test
  void infoShowsEveryTarget() throws IOException {
    String text = Run.of("info", model()).good();
    assertTrue(text.contains("targets     y, kind, rare (--of TARGET shows one)"), text);
    assertTrue(text.contains("target      kind (text, one of no, yes)"), text);
    assertTrue(text.contains("target      rare (decimal)"), text);
    JsonNode json = JSON.readTree(Run.of("info", model(), "--json").good());
    assertEquals("bernoulli", json.at("/targets/kind/head/family").asText());
    assertTrue(Run.of("info", model(), "--of", "kind", "--head").good().contains("where z is 0"));
    assertTrue(Run.of("card", model(), "--of", "kind").good().contains("kind"));
  }

  @Test
  void theConfigurationOfAModelFitsItAgain() throws IOException {
    Path config = folder.resolve("again.yaml");
    Path again = folder.resolve("again.diglm");
    Path first = folder.resolve("first.diglm");
    Run.fit(table(), first, "--target", "y,kind", "--family", "y=student_t").good();
    Files.writeString(config, Run.of("info", first, "--config").good());
    Run.of("fit", "--config", config, "--out", again, "--quiet").good();
    JointModel one = JointModel.load(first);
    JointModel two = JointModel.load(again);
    assertEquals(List.of("y", "kind"), two.targets());
    for (String target : two.targets()) {
      assertEquals(one.target(target).weights(), two.target(target).weights());
    }
  }

  @Test
  void aChangeOfOneTargetLeavesTheOthersAsTheyAre() {
    Path file = folder.resolve("changed.diglm");
    Run.of("threshold", model(), "--of", "kind", "--false-alarms", 0.2, "--out", file).good();
    JointModel before = JointModel.load(model());
    JointModel after = JointModel.load(file);
    assertEquals(before.targets(), after.targets());
    assertEquals(before.target("y").manifest().toJson(), after.target("y").manifest().toJson());
    assertNotEquals(
        before.target("kind").manifest().thresholds(),
        after.target("kind").manifest().thresholds());
    String header = Run.of("predict", file, table()).good().lines().findFirst().orElse("");
    assertTrue(header.contains("log_density,y_novelty,y_novelty_p_value,y_rejected"), header);
    assertTrue(header.contains("kind_rejected,kind_reason"), header);
  }

  @Test
  void aRuleWithoutATargetIsForAll() {
    Path file = folder.resolve("all.diglm");
    String told = Run.of("threshold", model(), "--false-alarms", 0.2, "--out", file).good();
    assertEquals(3, told.lines().count());
    JointModel after = JointModel.load(file);
    for (ModelFile model : after.models()) {
      assertEquals(
          after.models().get(0).manifest().thresholds().rejection(),
          model.manifest().thresholds().rejection());
    }
    String header = Run.of("predict", file, table()).good().lines().findFirst().orElse("");
    assertTrue(header.endsWith("log_density,novelty,novelty_p_value,rejected,reason,error"));
  }

  @Test
  void whatIsAboutOneTargetSaysSo() {
    for (List<String> command :
        List.of(
            List.of("sample", model().toString(), "-n", "2"),
            List.of("card", model().toString()),
            List.of("info", model().toString(), "--head"),
            List.of("export", model().toString(), "--onnx", folder.resolve("a.onnx").toString()),
            List.of("update", model().toString(), table().toString(), "--out", out()),
            List.of("recalibrate", model().toString(), table().toString(), "--out", out()),
            List.of("drift", model().toString(), table().toString()))) {
      Run.of(command.toArray()).assertRefused(refused(model().toString()));
    }
    Run.of("predict", model(), table(), "--of", "z")
        .assertRefused("target must be one of the model's (y, kind, rare), got 'z'");
    Run.of("predict", model(), table(), "--above", 1)
        .assertRefused(
            "answers for a purpose must be of one target (--of), got a model of y, kind, rare");
    Run.of("evaluate", model(), table(), "--max-error", 1)
        .assertRefused("max-error must be of one target (--of), got a model of y, kind, rare");
    Run.of("threshold", model(), table(), "--risk", 0.1)
        .assertRefused("risk and share must be of one target (--of), got a model of y, kind, rare");
  }

  private String out() {
    return folder.resolve("never.diglm").toString();
  }

  @Test
  void targetsThatCannotBeAreRefused() {
    Path never = folder.resolve("never.diglm");
    Run.fit(table(), never, "--target", "y,y")
        .assertRefused("target must name each column once, got y twice");
    Run.fit(table(), never, "--target", "y,,kind")
        .assertRefused("target must name columns between its commas, got y,,kind");
    Run.fit(table(), never, "--target", "y,kind", "--report", folder.resolve("r.html"))
        .assertRefused("report must be of a fit of one target, got y, kind");
    Run.fit(table(), never, "--target", "y,kind", "--weight", "kind")
        .assertRefused("target must not be the weight, got kind");
    Run.fit(table(), never, "--target", "y,kind", "--family", "z=gamma")
        .assertRefused("family must name targets of the fit (y, kind), got z");
  }
}
