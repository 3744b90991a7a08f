package io.diglm.cli;

import io.diglm.data.TableSource;
import io.diglm.predict.Purpose;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Options about the purpose of the answers of {@code predict}. */
final class PurposeOptions {
  private static final String PINBALL = "pinball:";

  @Option(
      names = "--above",
      paramLabel = "Y",
      split = ",",
      description = "Add the probability that the target is above Y, such as 15.")
  private double[] above = {};

  @Option(
      names = "--shortfall",
      paramLabel = "P",
      split = ",",
      description =
          "Add the mean of the target above its P quantile (expected shortfall), such as 0.95.")
  private double[] shortfall = {};

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "Add the answer with the least expected loss. For a number: squared, absolute or"
              + " pinball:P. For classes: a table of costs, whose first column is the true class"
              + " and whose further columns are answers.")
  private Optional<String> loss = Optional.empty();

  /** Returns the requested purposes, in the order of the options. */
  List<Purpose> purposes() {
    List<Purpose> purposes = new ArrayList<>();
    Arrays.stream(above).mapToObj(Purpose.Above::new).forEach(purposes::add);
    Arrays.stream(shortfall).mapToObj(Purpose.Shortfall::new).forEach(purposes::add);
    loss.map(PurposeOptions::loss).ifPresent(purposes::add);
    return purposes;
  }

  /** Returns the tables that the options name. */
  List<Path> files() {
    return loss.filter(name -> !named(name)).map(Path::of).stream().toList();
  }

  private static boolean named(String loss) {
    return loss.equals("squared") || loss.equals("absolute") || loss.startsWith(PINBALL);
  }

  private static Purpose loss(String name) {
    if (name.equals("squared")) {
      return new Purpose.Mean();
    }
    if (name.equals("absolute")) {
      return new Purpose.Quantile(0.5);
    }
    if (name.startsWith(PINBALL)) {
      return new Purpose.Quantile(probability(name.substring(PINBALL.length())));
    }
    if (!Files.exists(Path.of(name))) {
      throw new IllegalArgumentException(
          "loss must be squared, absolute, pinball:P or a table of costs, got " + name);
    }
    return costs(TableSource.of(name).read());
  }

  private static double probability(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "pinball loss must name a probability, such as pinball:0.9, got " + PINBALL + text, e);
    }
  }

  private static Purpose costs(Table table) {
    List<TableColumn> columns = table.columns();
    double[][] costs = new double[table.rows()][columns.size() - 1];
    for (int a = 1; a < columns.size(); a++) {
      if (!(columns.get(a).cells() instanceof Cells.Numbers numbers)) {
        throw new IllegalArgumentException(
            "costs must be finite numbers, got texts in column '%s' of %s"
                .formatted(columns.get(a).name(), table.source()));
      }
      for (int k = 0; k < costs.length; k++) {
        costs[k][a - 1] = numbers.values()[k];
      }
    }
    List<String> classes =
        IntStream.range(0, table.rows())
            .mapToObj(row -> columns.get(0).text(row).orElse(""))
            .toList();
    return new Purpose.Costs(
        classes, columns.stream().skip(1).map(TableColumn::name).toList(), costs);
  }
}
