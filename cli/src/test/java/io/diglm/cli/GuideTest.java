package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.TableSource;
import io.diglm.data.TableWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of README, the guide and the other pages work, in their order, on small tables of
 * the names that the pages use. Fits take two epochs of a small network.
 */
final class GuideTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A command of which this is a part does not run here, for this reason. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("mvn ", "it is the build that runs this test"),
          Map.entry("pip ", "it changes the Python of the machine"),
          Map.entry("python ", "likewise; .ci/run runs the tests of Python"),
          Map.entry("v/bin/", "likewise"),
          Map.entry("git ", "it makes a commit and a tag"),
          Map.entry("docker ", "it needs a container engine; .ci/container runs from the layers"),
          Map.entry("--test 23853", "it needs all flights; .ci/docs runs it for one epoch"),
          Map.entry("| man -l -", "ManPageTest reads the pages without man"),
          Map.entry("./diglm serve", "ServeCommandTest starts and ends servers"),
          Map.entry("curl ", "RowsTest sends such requests to a server"),
          Map.entry("--mlflow-tracking", "ExportCommandTest runs it with a tracking server"),
          Map.entry("images", "ImageCommandsTest runs them on small images"),
          Map.entry("reproduce mnist", "it downloads MNIST"),
          Map.entry("spark/", ".ci/spark builds the wheel"),
          Map.entry("$SPARK_HOME", "it needs an installation of Spark"));

  /** Words that a shell must read: pipes, redirections, substitutions and the home folder. */
  private static final Pattern SHELL = Pattern.compile("[|<>~]");

  private static final Pattern FILE =
      Pattern.compile("[\\w./-]+\\.(?:csv|parquet|diglm|html|json|onnx|yaml|md)|\\w+-mlflow");

  private static final Pattern WRITTEN =
      Pattern.compile("(?:--(?:out|report|onnx|mlflow|watch)|>) +(\\S+)");

  /** What several pages begin with is fitted once. */
  @TempDir private static Path shared = Path.of("");

  @TempDir private Path folder = Path.of("");

  static List<Path> pages() throws IOException {
    return all().stream()
        .filter(page -> ShellBlocks.of(page).stream().anyMatch(GuideTest::runs))
        .toList();
  }

  private static List<Path> all() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"), 2)) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "examples/README.md", "python/README.md")
                  .map(ROOT::resolve),
              docs.filter(page -> page.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static boolean runs(String command) {
    return NOT_RUN.keySet().stream().noneMatch(command::contains);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandOfAPageWorks(Path page) throws Exception {
    tables(ROOT.relativize(page).toString());
    for (String command : ShellBlocks.of(page)) {
      if (runs(command)) {
        prepare(command);
        if (SHELL.matcher(command).find()) {
          shell(command);
        } else {
          here(command);
        }
        assertWritten(command);
      }
    }
  }

  @Test
  void whatIsNotRunIsStillInTheGuide() throws IOException {
    List<String> commands = new ArrayList<>();
    all().stream().map(ShellBlocks::of).forEach(commands::addAll);
    for (String part : NOT_RUN.keySet()) {
      assertTrue(commands.stream().anyMatch(command -> command.contains(part)), part);
    }
    assertTrue(commands.stream().filter(GuideTest::runs).count() > 18, commands.toString());
  }

  /** Writes the tables and models that a page names and does not make. */
  private void tables(String page) throws IOException {
    switch (page) {
      case "README.md" -> {
        copy("penguins.csv", "examples/penguins.csv", 400);
        flights("examples/flights.parquet", "n % 250 = 0");
        flights("new.csv", "n % 5000 = 1");
        flights("test.parquet", "n % 5000 = 2");
        flights("december.csv", "n % 500 = 3 AND month = 12");
      }
      case "examples/README.md" -> {
        copy("penguins.csv", "examples/penguins.csv", 400);
        copy("concrete.csv", "examples/concrete.csv", 300);
      }
      case "docs/index.md", "docs/guide/tables.md" ->
          copy("penguins.csv", "examples/penguins.csv", 400);
      case "docs/guide/uncertainty.md" -> {
        copy("concrete.csv", "concrete.csv", 300);
        copy("concrete.csv", "new-tests.csv", 20);
        copy("concrete.csv", "wrong.csv", 10);
        flights("flights.parquet", "n % 500 = 0");
      }
      case "docs/guide/refusing.md" -> {
        visits("visits.csv", 3000);
        visits("today.csv", 40);
      }
      case "docs/guide/density.md" -> {
        sensors("sensors.csv", 1500);
        sensors("today.csv", 40);
      }
      case "docs/guide/likelihoods.md" -> {
        policies("survey.csv", 300);
        policies("policies.csv", 300);
        policies("new.csv", 40);
      }
      case "docs/guide/survival.md" -> {
        patients("patients.csv", 300);
        patients("followed.csv", 60);
        patients("visits.csv", 300);
        patients("new.csv", 40);
      }
      case "docs/guide/several-targets.md" -> {
        storms("storms.csv", 300);
        storms("new.csv", 40);
        storms("claims.csv", 300);
        copy("penguins.csv", "examples/penguins.csv", 400);
      }
      default -> {
        sensors("new.csv", 40);
        sensors("monday.csv", 60);
        sensors("tuesday.csv", 60, 2);
        sensors("labelled.csv", 3000);
        model("flights.diglm", "y");
        model("model.diglm", "k");
      }
    }
  }

  /** Where a page speaks of classes and then of a number, the model has another target. */
  private void prepare(String command) throws IOException {
    if (command.contains("--tolerance")) {
      model("model.diglm", "y");
    }
  }

  private void flights(String name, String where) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    TableSource source =
        TableSource.sql(
            "SELECT * EXCLUDE n FROM (SELECT *, row_number() OVER () AS n FROM '%s') WHERE %s"
                .formatted(ROOT.resolve("examples/flights.parquet"), where));
    try (TableWriter writer = TableWriter.create(file, source.describe())) {
      writer.append(source.read());
      writer.commit();
    }
  }

  private void copy(String table, String name, int rows) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    List<String> lines = Files.readAllLines(ROOT.resolve("examples").resolve(table));
    Files.write(file, lines.subList(0, Math.min(lines.size(), rows + 1)));
  }

  /** Readings in the order of time, with a number y and a class k that x tells exactly. */
  private void sensors(String name, int rows) {
    sensors(name, rows, 1);
  }

  private void sensors(String name, int rows, int month) {
    Data.rows(
        folder.resolve(name),
        "when,x,y,k",
        rows,
        i -> {
          double x = Data.number(i);
          return String.format(
              Locale.ROOT,
              "2026-%02d-%02d,%.4f,%.4f,%s",
              month,
              1 + i * 28 / rows,
              x,
              2 * x,
              x > 0 ? "up" : "down");
        });
  }

  /** Visits to two clinics, whose lengths vary more at one of them. */
  private void visits(String name, int rows) {
    Data.rows(
        folder.resolve(name),
        "clinic,age,minutes",
        rows,
        i -> {
          double minutes = 20 + (i % 2 + 1) * Data.number(i);
          return String.format(
              Locale.ROOT, "%s,%d,%.2f", i % 2 == 0 ? "north" : "south", 20 + i % 50, minutes);
        });
  }

  /** Times under observation, by an event or by a visit before and one after. */
  private void patients(String name, int rows) {
    String[] kinds = {"none", "right", "left", "interval"};
    Data.rows(
        folder.resolve(name),
        name.equals("visits.csv") ? "age,dose,months,kind,until" : "age,dose,months,died",
        rows,
        i -> {
          double dose = Data.number(i);
          long months = 1 + Math.round(40 * Math.abs(Data.number(3 * i)));
          return name.equals("visits.csv")
              ? "%d,%s,%d,%s,%s"
                  .formatted(20 + i % 50, dose, months, kinds[i % 4], i % 4 == 3 ? 60 : "")
              : "%d,%s,%d,%d".formatted(20 + i % 50, dose, months, i % 2);
        });
  }

  /** Storms with wind and pressure, or claims with a cost and whether it was fraud. */
  private void storms(String name, int rows) {
    boolean claims = name.equals("claims.csv");
    Data.rows(
        folder.resolve(name),
        claims ? "age,cost,fraud" : "lat,wind,pressure",
        rows,
        i -> {
          double x = Data.number(i);
          return claims
              ? "%d,%s,%d".formatted(20 + i % 50, 100 + Math.abs(x), i % 2)
              : "%s,%s,%s".formatted(x, 50 + x, 1000 - x + Data.number(3 * i));
        });
  }

  /** Rows with an income, a weight w, claims within some years, and an answer. */
  private void policies(String name, int rows) {
    Data.rows(
        folder.resolve(name),
        "age,income,w,claims,years,answer,cost",
        rows,
        i -> {
          double income = 1000 + 10 * Data.number(i);
          return String.format(
              Locale.ROOT,
              "%d,%.1f,%d,%d,%d,%s,%.1f",
              20 + i % 50,
              income,
              1 + i % 3,
              i % 4,
              1 + i % 5,
              List.of("never", "sometimes", "often").get(i / 2 % 3),
              i % 3 == 0 ? 0 : 10.5 * (1 + i % 7));
        });
  }

  /** Puts a model of readings into the folder. */
  private void model(String name, String target) throws IOException {
    Path fitted = shared.resolve(target + ".diglm");
    if (Files.notExists(fitted)) {
      sensors("trained.csv", 300);
      Path table = Files.move(folder.resolve("trained.csv"), shared.resolve(target + ".csv"));
      Run.fit(table, fitted, "--target", target, "--features", "x", "--epochs", 60).good();
    }
    Files.copy(fitted, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Runs a command in this JVM; its files are those of the folder. */
  private void here(String command) {
    List<Object> words = new ArrayList<>();
    for (String word : words(command)) {
      words.add(FILE.matcher(word).matches() ? folder.resolve(word).toString() : word);
    }
    Run.of(words.toArray()).good();
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" +")));
    assertEquals("./diglm", words.remove(0), command);
    if (words.get(0).equals("fit")) {
      words.addAll(List.of("--layers", "2", "--hidden", "8", "--epochs", "2", "--quiet"));
      if (!words.contains("--out") && !words.contains("--config")) {
        String table = words.get(1).replaceFirst(".*/", "");
        words.addAll(List.of("--out", table.replaceFirst("\\..*", ".diglm")));
      }
    }
    return words;
  }

  /** Runs a line by bash in the folder, where {@code ./diglm} is this build. */
  private void shell(String line) throws Exception {
    Path diglm =
        Data.text(
            folder.resolve("diglm"),
            "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 io.diglm.cli.Diglm \"$@\"\n"
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
    assertTrue(diglm.toFile().setExecutable(true));
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", "set -eo pipefail; " + line)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    bash.environment()
        .putAll(
            new TreeMap<>(
                Map.of(
                    "CLASSPATH",
                    System.getProperty("java.class.path"),
                    "HOME",
                    folder.toString())));
    Process process = bash.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), line + ": " + said);
  }

  private void assertWritten(String command) throws IOException {
    for (var written : WRITTEN.matcher(command).results().toList()) {
      Path file = folder.resolve(written.group(1).replaceFirst("^~/", ""));
      assertTrue(Files.exists(file), command + " writes " + file);
      assertTrue(Files.isDirectory(file) || Files.size(file) > 0, command);
    }
  }
}
