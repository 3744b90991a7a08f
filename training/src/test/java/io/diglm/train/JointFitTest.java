package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class JointFitTest {
  private static final int ROWS = 500;

  @TempDir private Path folder = Path.of("");

  /** A number and a class that follow the same signal s = a^2 - b. */
  private static Table table(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[rows];
    double[] b = new double[rows];
    double[] y = new double[rows];
    int[] kind = new int[rows];
    for (int i = 0; i < rows; i++) {
      a[i] = random.nextGaussian();
      b[i] = random.nextGaussian();
      double signal = a[i] * a[i] - b[i];
      y[i] = 100 * signal + 30 * random.nextGaussian();
      kind[i] = random.nextDouble() < 1 / (1 + Math.exp(2 - 3 * signal)) ? 1 : 0;
    }
    return new Table(
        "simulated",
        List.of(
            Tables.numbers("a", a),
            Tables.numbers("b", b),
            Tables.numbers("y", y),
            new TableColumn("kind", StorageType.TEXT, new Cells.Texts(kind, List.of("no", "yes")))),
        rows);
  }

  /** The same table without values of a column in some rows. */
  private static Table without(Table table, String name, int from, int to) {
    TableColumn column = table.column(name);
    Cells cells =
        column.cells() instanceof Cells.Texts texts
            ? new Cells.Texts(
                IntStream.range(0, table.rows())
                    .map(i -> i >= from && i < to ? -1 : texts.codes()[i])
                    .toArray(),
                texts.levels())
            : new Cells.Numbers(
                IntStream.range(0, table.rows())
                    .mapToDouble(
                        i ->
                            i >= from && i < to
                                ? Double.NaN
                                : ((Cells.Numbers) column.cells()).values()[i])
                    .toArray());
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.replaceAll(c -> c.name().equals(name) ? new TableColumn(name, c.type(), cells) : c);
    return new Table(table.source(), columns, table.rows());
  }

  private static FitConfig both() {
    return Tables.quick("y").data(d -> d.moreTargets("kind"));
  }

  private static List<Prediction.Answer> answers(Predictor predictor, Table table) {
    return predictor.predict(table).stream().map(p -> (Prediction.Answer) p).toList();
  }

  private static String refused(FitConfig config, Table table) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Fit.of(config).runTargets(table))
            .getMessage());
  }

  @Test
  void twoTargetsShareAFlowAndEachIsAnswered() {
    try (JointResult joint = Fit.of(both()).runTargets(table(ROWS, 1))) {
      assertEquals(List.of("y", "kind"), joint.model().targets());
      FitResult number = joint.target("y");
      FitResult kind = joint.target("kind");
      assertEquals(
          number.model().weights().get("flow.0.norm.shift"),
          kind.model().weights().get("flow.0.norm.shift"));
      assertArrayEquals(number.trainLogDensity(), kind.trainLogDensity());
      assertTrue(number.testEvaluation().orElseThrow().rows() > 0);
      assertEquals(FamilyName.BERNOULLI, kind.model().manifest().head().family());
      assertEquals(List.of("no", "yes"), kind.model().manifest().schema().classes());
      List<Prediction.Answer> numbers = answers(number.predictor(), joint.first().table());
      List<Prediction.Answer> classes = answers(kind.predictor(), joint.first().table());
      for (int row = 0; row < ROWS; row++) {
        assertEquals(numbers.get(row).logDensity(), classes.get(row).logDensity());
        assertEquals(numbers.get(row).noveltyPValue(), classes.get(row).noveltyPValue());
        assertEquals(numbers.get(row).rejected(), classes.get(row).rejected());
      }
    }
  }

  @Test
  void oneFileHoldsTheFlowOnceAndEveryTargetComesBackAsItWas() throws Exception {
    Path file = folder.resolve("joint.diglm");
    Path alone = folder.resolve("kind.diglm");
    Table table = table(ROWS, 1);
    try (JointResult joint = Fit.of(both()).runTargets(table)) {
      joint.model().save(file);
      joint.target("kind").model().save(alone);
      JointModel read = JointModel.load(file);
      assertEquals(5, read.formatVersion());
      for (FitResult result : joint.results()) {
        String name = result.model().manifest().schema().requireTarget().name();
        ModelFile back = read.target(name);
        assertEquals(result.model().weights(), back.weights());
        assertEquals(result.model().manifest().toJson(), back.manifest().toJson());
        try (Predictor predictor = Predictor.open(back, "back")) {
          assertEquals(
              result.predictor().predict(table).toString(), predictor.predict(table).toString());
        }
      }
      Predictor.load(alone).close();
    }
    long more = Files.size(file) - Files.size(alone);
    assertTrue(more < Files.size(alone) / 4, more + " bytes more");
    String message =
        String.valueOf(
            assertThrows(UnusableFileException.class, () -> ModelFile.load(file)).getMessage());
    assertEquals(
        file
            + " has the targets y, kind: name one (--of), or write it alone (diglm export --of TARGET"
            + " --out)",
        message);
  }

  @Test
  void theSameSeedGivesTheSameModels() {
    List<JointModel> twice = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      try (JointResult joint = Fit.of(both()).runTargets(table(ROWS, 1))) {
        twice.add(joint.model());
      }
    }
    for (String target : List.of("y", "kind")) {
      assertEquals(twice.get(0).target(target).weights(), twice.get(1).target(target).weights());
    }
  }

  @Test
  void rowsWithOneTargetTrainThatAlone() {
    Table table = without(without(table(ROWS, 1), "y", 0, 300), "kind", 300, 450);
    try (JointResult joint = Fit.of(both()).runTargets(table)) {
      long numbers = joint.target("y").model().manifest().provenance().data().rows().unlabelled();
      long kinds = joint.target("kind").model().manifest().provenance().data().rows().unlabelled();
      FitResult first = joint.first();
      assertEquals(missing(first.table(), "y", first.train()), numbers);
      assertEquals(missing(first.table(), "kind", first.train()), kinds);
      assertTrue(numbers > 0 && kinds > 0, numbers + " and " + kinds);
      Table others = table(ROWS, 2);
      assertEquals(ROWS, joint.target("y").predictor().evaluate(others).rows());
      assertEquals(ROWS, joint.target("kind").predictor().evaluate(others).rows());
    }
  }

  private static long missing(Table table, String name, int[] rows) {
    Cells cells = table.column(name).cells();
    return IntStream.of(rows)
        .filter(
            row ->
                cells instanceof Cells.Texts texts
                    ? texts.codes()[row] < 0
                    : Double.isNaN(((Cells.Numbers) cells).values()[row]))
        .count();
  }

  @Test
  void membersAreSharedByAllTargets() {
    FitConfig two = both().optimiser(o -> o.members(2).epochs(2));
    try (JointResult joint = Fit.of(two).runTargets(table(ROWS, 1))) {
      joint.results().forEach(r -> assertEquals(2, r.model().manifest().networks()));
      Path file = folder.resolve("members.diglm");
      joint.model().save(file);
      JointModel read = JointModel.load(file);
      assertEquals(joint.target("kind").model().weights(), read.target("kind").weights());
    }
  }

  @Test
  void eachTargetHasTheFamilyThatIsSetForIt() {
    FitConfig config =
        both().head(h -> h.family("y", FamilyName.STUDENT_T)).optimiser(o -> o.epochs(1));
    try (JointResult joint = Fit.of(config).runTargets(table(ROWS, 1))) {
      assertEquals(FamilyName.STUDENT_T, joint.target("y").model().manifest().head().family());
      assertEquals(FamilyName.BERNOULLI, joint.target("kind").model().manifest().head().family());
    }
  }

  @Test
  void settingsThatDoNotSuitSeveralTargetsAreRefused() {
    assertEquals(
        "target must name each column once, got y twice",
        wrong(() -> Tables.quick("y").data(d -> d.moreTargets("y"))));
    assertEquals(
        "offset must be of a fit of one target, not of several, got b",
        wrong(() -> both().data(d -> d.offset("b"))));
    assertEquals(
        "target must not be the weight, got kind", wrong(() -> both().data(d -> d.weight("kind"))));
    assertEquals(
        "family must name targets of the fit (y, kind), got z",
        wrong(() -> both().head(h -> h.family("z", FamilyName.GAMMA))));
    assertEquals(
        "target must be one for run(), which returns one result (runTargets() returns all), got y,"
            + " kind",
        wrong(() -> Fit.of(both()).run(table(100, 1))));
  }

  @Test
  void tablesThatDoNotSuitSeveralTargetsAreRefused() {
    Table table = table(100, 1);
    assertEquals(
        "column 'z' must be in simulated, got columns a, b, y, kind",
        refused(Tables.quick("y").data(d -> d.moreTargets("z")), table));
    assertEquals(
        "bayes must be none or laplace where there are several targets, got conjugate",
        refused(
            both().head(h -> h.family("y", FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE)), table));
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(Tables.numbers("one", IntStream.range(0, 100).mapToDouble(i -> 1).toArray()));
    assertEquals(
        "target 'one' must vary, got only 1 in the training rows of simulated",
        refused(
            Tables.quick("y").data(d -> d.moreTargets("one")),
            new Table("simulated", columns, 100)));
  }

  private static String wrong(Executable body) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, body).getMessage());
  }
}
