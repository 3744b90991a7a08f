package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows and columns a fit takes, and under which words the target comes back. */
final class FitDataTest {
  @TempDir private Path folder = Path.of("");
  private Path table = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void files() {
    table = Data.flowers(folder);
    model = folder.resolve("m.diglm");
  }

  @Test
  void aTargetThatIsASumOfColumnsIsSaidToBeInClosedForm() throws Exception {
    Path sums = folder.resolve("sums.csv");
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 300; i++) {
      int a = i * 7 % 31;
      int b = i * 5 % 23;
      text.append("%d,%d,%d\n".formatted(a, b, 2 * a - 3 * b));
    }
    Files.writeString(sums, text);
    Path report = folder.resolve("r.html");
    Run run =
        Run.of(
            "fit",
            sums,
            "--target",
            "y",
            "--out",
            model,
            "--members",
            1,
            "--layers",
            1,
            "--hidden",
            4,
            "--report",
            report);
    assertTrue(run.good().contains("trained     in closed form, without steps"), run.out());
    assertTrue(run.err().contains("a linear model predicts the validation rows better"), run.err());
    String page = Files.readString(report);
    assertTrue(page.contains("The weights were computed in closed form, not trained by steps."));
    assertTrue(page.contains("in closed form, without steps"));
    assertTrue(Run.of("info", model).good().contains("trained     in closed form, without steps"));
  }

  @Test
  void noTestRowsLeavesAllToTraining() throws Exception {
    Path report = folder.resolve("r.html");
    Run run =
        Run.of(
            "fit",
            table,
            "--target",
            "y",
            "--family",
            "gaussian",
            "--test",
            0,
            "--out",
            model,
            "--epochs",
            1,
            "--layers",
            1,
            "--hidden",
            4,
            "--report",
            report);
    assertTrue(run.good().startsWith("rows        270 train, 30 validation, 0 test;"), run.out());
    assertTrue(
        run.out().contains("test        none: no row was held out, so these figures flatter"),
        run.out());
    assertTrue(run.out().contains("validation  "), run.out());
    assertTrue(Files.readString(report).contains("There is no test row: all figures are of"));
    assertTrue(
        Run.of("info", model).good().contains("test        none: no row was held out"), run.out());
  }

  @Test
  void oneTestRowIsCalledFew() throws Exception {
    Path report = folder.resolve("r.html");
    Run run =
        Run.of(
            "fit",
            table,
            "--target",
            "y",
            "--family",
            "gaussian",
            "--test",
            1,
            "--out",
            model,
            "--epochs",
            1,
            "--layers",
            1,
            "--hidden",
            4,
            "--report",
            report);
    String few = "few         1 row is too few to judge a model by";
    assertTrue(run.good().contains(few), run.out());
    assertTrue(Run.of("info", model).good().contains(few), run.out());
    assertTrue(
        Files.readString(report)
            .contains("The test rows are few: 1 row is too few to judge a model by."));
  }

  @Test
  void excludedColumnsAreNotLearnedFrom() {
    Run.fit(table, model, "--target", "y", "--family", "gaussian", "--exclude", "k,c").good();
    String info = Run.of("info", model).good();
    assertTrue(info.contains("feature     x ("), info);
    assertFalse(info.contains("feature     k ("), info);
    assertFalse(info.contains("feature     c ("), info);
    assertEquals(
        "x",
        Json.parse(Run.of("info", model, "--json").good()).at("/training/features/0").asText());
  }

  @Test
  void excludeIsHeldToTheTable() {
    Run.fit(table, model, "--target", "y", "--exclude", "kk")
        .assertRefused("exclude must name columns of " + table + ", got kk; did you mean k?");
    Run.fit(table, model, "--target", "y", "--exclude", "y")
        .assertRefused("exclude must not hold the target, got y");
    Run.fit(table, model, "--target", "y", "--exclude", "x,c,k")
        .assertRefused("exclude must leave a column to learn from, got x, c, k");
    Run.fit(table, model, "--target", "y", "--exclude", "k", "--features", "x")
        .assertRefused(
            "exclude must not come with --features, got both (either names the other columns)");
  }

  @Test
  void identifiersAreLeftOutWithAWarning() {
    Path file = folder.resolve("ids.csv");
    Data.rows(
        file,
        "Individual ID,x,y",
        300,
        i -> "p" + i + "," + Data.number(i) + "," + Data.number(2 * i));
    Run run =
        Run.of(
            "fit",
            file,
            "--target",
            "y",
            "--family",
            "gaussian",
            "--out",
            model,
            "--epochs",
            1,
            "--layers",
            1,
            "--hidden",
            4);
    run.good();
    assertTrue(
        run.err()
            .contains(
                "warning: column 'Individual ID' is left out: its texts hardly repeat, 243 distinct"
                    + " ones in 243 training rows, as those of an identifier"),
        run.err());
  }

  @Test
  void classesComeBackInTheUsersOwnWords() throws Exception {
    Path file = folder.resolve("answers.csv");
    Data.rows(file, "x,paid", 300, i -> Data.number(i) + "," + (Data.number(i) > 0 ? "Yes" : "No"));
    Run.fit(file, model, "--target", "paid").good();
    List<String> lines = Run.of("predict", model, file).good().lines().toList();
    assertTrue(lines.get(0).startsWith("class,probability_No,probability_Yes,"), lines.get(0));
    Set<String> labels =
        lines.stream().skip(1).map(l -> l.substring(0, l.indexOf(','))).collect(Collectors.toSet());
    assertTrue(Set.of("Yes", "No").containsAll(labels), labels.toString());
    Set<String> drawn =
        Run.of("sample", model, "-n", 50)
            .good()
            .lines()
            .skip(1)
            .map(l -> l.substring(l.indexOf(',') + 1))
            .collect(Collectors.toSet());
    assertTrue(Set.of("Yes", "No").containsAll(drawn), drawn.toString());
    Path other = Data.text(folder.resolve("other.csv"), "x,paid\n0.5,true\n-0.5,false\n0.1,true\n");
    assertTrue(Run.of("evaluate", model, other).good().contains("3"), "other spellings count");
  }
}
