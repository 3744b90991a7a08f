package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.data.TableSource;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndToEndTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path numbers = Path.of("");
  private static Path classes = Path.of("");
  private static Run fitted = new Run(-1, "", "");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    numbers = folder.resolve("numbers.diglm");
    classes = folder.resolve("classes.diglm");
    fitted =
        Run.fit(
            table, numbers, "--target", "y", "--features", "x,c", "--family", "gaussian", "--json");
    Run.fit(table, classes, "--target", "k", "--features", "x,c").good();
  }

  @Test
  void fitSaysWhatCameOfIt() {
    JsonNode summary = Json.parse(fitted.good());
    assertEquals(numbers.toString(), summary.path("model").asText());
    assertEquals("gaussian", summary.path("family").asText());
    assertEquals(243, summary.at("/rows/train").asInt());
    assertEquals(27, summary.at("/rows/valid").asInt());
    assertEquals(30, summary.at("/rows/test").asInt());
    assertTrue(summary.at("/test/rmse").isNumber(), fitted.out());
    assertTrue(summary.at("/constant/rmse").isNumber(), fitted.out());
    assertTrue(summary.at("/log_density/train").isNumber(), fitted.out());
    assertEquals("", fitted.err());
    assertFalse(Files.exists(folder.resolve("numbers.diglm.checkpoint")));
  }

  @Test
  void fitTellsPeopleTheSame() {
    Path model = folder.resolve("told.diglm");
    Run told =
        Run.of(
            "fit",
            table,
            "--target",
            "y",
            "--out",
            model,
            "--epochs",
            1,
            "--layers",
            1,
            "--hidden",
            4,
            "--family",
            "gaussian");
    assertTrue(
        told.good().startsWith("rows        243 train, 27 validation, 30 test;"), told.out());
    assertTrue(told.out().contains("files       " + model + System.lineSeparator()), told.out());
    assertEquals(1, told.err().lines().filter(l -> l.startsWith("epoch 1, step ")).count());
  }

  @Test
  void fitRepeatsWithItsSeed() throws Exception {
    Path again = folder.resolve("again.diglm");
    Run.fit(table, again, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
    assertEquals(
        Run.of("sample", numbers, "-n", 5).good(), Run.of("sample", again, "-n", 5).good());
  }

  @Test
  void learnsFromTenThousandCategoriesThatRepeat() {
    Path many = folder.resolve("many.csv");
    Data.rows(many, "c,y", 25_000, i -> "level" + i % 10_000 + "," + Data.number(i % 10_000));
    Path model = folder.resolve("many.diglm");
    Run.fit(many, model, "--target", "y", "--family", "gaussian", "--epochs", 1).good();
    assertTrue(Run.of("info", model).good().contains("feature     c (text, 1 dimension)"));
  }

  @Test
  void predictsNumbersOneRowForEach() {
    List<String> lines = Run.of("predict", numbers, table, "--keep", "k,y").good().lines().toList();
    assertEquals(
        "k,y,mean,sd,lower,upper,log_density,novelty,novelty_p_value,rejected,reason,error",
        lines.get(0));
    assertEquals(301, lines.size());
    List<String> rows = lines(table);
    for (int i = 1; i < lines.size(); i++) {
      String[] row = rows.get(i).split(",", -1);
      assertTrue(lines.get(i).startsWith(row[3] + ","), lines.get(i));
    }
  }

  @Test
  void predictsQuantilesInOrder() {
    String out = Run.of("predict", numbers, table, "--quantiles", "0.1,0.5,0.9").good();
    assertTrue(out.startsWith("mean,sd,q0.1,q0.5,q0.9,log_density,"), out);
    String[] row = out.lines().skip(1).findFirst().orElseThrow().split(",", -1);
    assertTrue(Double.parseDouble(row[2]) < Double.parseDouble(row[3]));
    assertTrue(Double.parseDouble(row[3]) < Double.parseDouble(row[4]));
  }

  @Test
  void predictsClasses() {
    Path file = folder.resolve("classes.parquet");
    Run.of("predict", classes, table, "--out", file).good();
    Table written = TableSource.of(file.toString()).read();
    assertEquals(
        List.of(
            "class",
            "probability_minus",
            "probability_plus",
            "log_density",
            "novelty",
            "novelty_p_value",
            "rejected",
            "reason",
            "error"),
        written.columns().stream().map(c -> c.name()).toList());
    assertEquals(300, written.rows());
    Set<String> answers = new TreeSet<>();
    for (int row = 0; row < 300; row++) {
      answers.add(written.column("class").text(row).orElse("none"));
      double minus =
          Double.parseDouble(written.column("probability_minus").text(row).orElseThrow());
      double plus = Double.parseDouble(written.column("probability_plus").text(row).orElseThrow());
      assertEquals(1, minus + plus, 1e-9);
    }
    assertTrue(Set.of("minus", "plus").containsAll(answers), answers.toString());
  }

  @Test
  void answersRejectedRowsFromTheTargetsAlone() {
    Path far = Data.text(folder.resolve("far.csv"), "x,c\n1e6,a\n-1e6,b\n");
    List<String> lines = Run.of("predict", numbers, far).good().lines().toList();
    assertTrue(lines.get(1).contains(",true,column 'x' holds 1000000; "), lines.get(1));
    assertTrue(lines.get(1).contains("; log_density "), lines.get(1));
    assertEquals(lines.get(1).split(",", -1)[0], lines.get(2).split(",", -1)[0]);
  }

  @Test
  void saysHowManyRowsCouldBeAnsweredAtAWantedError() {
    String all = Run.of("evaluate", classes, table, "--max-error", 1).good();
    assertTrue(all.contains("100.00 % of the rows at an error of at most 1.0"), all);
    assertTrue(all.contains("AURC"), all);
    Run run = Run.of("evaluate", numbers, table, "--max-error", 1e9, "--json");
    assertEquals(1, Json.parse(run.good()).at("/within_max_error/coverage").asDouble());
    Run.of("evaluate", classes, table, "--max-error", 2)
        .assertRefused("max-error must be a share between 0 and 1, got 2.0");
  }

  @Test
  void slackForgives() {
    Path far = Data.text(folder.resolve("less-far.csv"), "x,c\n30,a\n");
    String strict = Run.of("predict", numbers, far).good();
    assertTrue(strict.contains(",true,column 'x' holds 30; "), strict);
    assertTrue(strict.contains("; log_density "), strict);
    // A number that training never held stays a reason of its own.
    String slack = Run.of("predict", numbers, far, "--slack", "1e12").good();
    assertTrue(slack.contains(",true,column 'x' holds 30; "), slack);
    assertFalse(slack.contains("; log_density "), slack);
  }

  @Test
  void predictsTheRowsOfAQuery() {
    String query = "SELECT x, c, 'k ' || c || ', \"' AS label FROM '" + table + "' LIMIT 2";
    String text = Run.of("predict", numbers, "--sql", query, "--keep", "label").good();
    assertTrue(text.lines().skip(1).findFirst().orElse("").startsWith("\"k a, \"\"\","), text);
    assertEquals(3, text.lines().count());
  }

  @Test
  void evaluatesAsOneJsonObject() {
    JsonNode numeric = Json.parse(Run.of("evaluate", numbers, table, "--json").good());
    assertEquals(300, numeric.path("rows").asInt());
    for (String name :
        List.of(
            "/rejected",
            "/nll",
            "/rmse",
            "/mae",
            "/crps",
            "/log_density/mean",
            "/selective/nll",
            "/selective/rmse")) {
      assertTrue(numeric.at(name).isNumber(), name);
    }
    JsonNode labels = Json.parse(Run.of("evaluate", classes, table, "--json").good());
    for (String name : List.of("/nll", "/error", "/ece", "/selective/error")) {
      assertTrue(labels.at(name).isNumber(), name);
    }
  }

  @Test
  void evaluatesForPeople() {
    String text = Run.of("evaluate", numbers, table).good();
    assertTrue(text.startsWith("rows        300" + System.lineSeparator()), text);
    assertTrue(text.contains("selective   RMSE "), text);
  }

  @Test
  void informs() {
    String text = Run.of("info", numbers).good();
    assertTrue(text.contains("head        gaussian, link identity, dispersion modelled"), text);
    assertTrue(text.contains("feature     c (text, 1 dimension)"), text);
    JsonNode json = Json.parse(Run.of("info", classes, "--json").good());
    assertEquals("bernoulli", json.at("/head/family").asText());
    assertEquals("k", json.at("/schema/target/name").asText());
  }

  @Test
  void samplesRowsWithTargets() {
    Path file = folder.resolve("simulated.csv");
    Run.of("sample", classes, "-n", 50, "--seed", 3, "--out", file).good();
    List<String> lines = lines(file);
    assertEquals("x,c,k", lines.get(0));
    assertEquals(51, lines.size());
    String printed = Run.of("sample", classes, "-n", 50, "--seed", 3).good();
    assertEquals(
        printed.lines().map(l -> l.split(",", -1)[2]).toList(),
        lines.stream().map(l -> l.split(",", -1)[2]).toList());
  }

  @Test
  void writesTheModelWhereItIsTold() {
    assertTrue(Files.isRegularFile(numbers));
    assertEquals(
        Path.of("flowers.diglm"),
        new OutputOptions().model(new InputOptions().of(List.of("/a/flowers.csv.gz"))));
    assertEquals(
        Path.of("model.diglm"),
        new OutputOptions()
            .model(new TableInput(List.of(), Optional.of("SELECT 1"), Optional.empty(), false)));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
