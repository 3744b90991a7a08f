package io.diglm.predict;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why a row is improbable: what each column adds to log p(x) beside a typical row. The parts add up
 * to logDensity - typical.
 *
 * @param logDensity log p(x) of the row in nats
 * @param typical log p(x) of the typical row
 * @param parts of the columns, in the order of the schema
 */
public record Attribution(double logDensity, double typical, List<Part> parts) {
  private static final int NAMED = 3;
  private static final double LEAST = 0.05;

  public Attribution {
    parts = List.copyOf(parts);
  }

  /**
   * What a column adds.
   *
   * @param value its cell
   * @param usual the typical row's cell
   * @param nats its Shapley value (Lundberg and Lee 2017); negative if it makes the row improbable
   */
  public record Part(String column, String value, String usual, double nats) {}

  /** Returns the columns that take the most from log p(x), in words. */
  public String words() {
    String words =
        parts.stream()
            .filter(part -> part.nats() < -LEAST)
            .sorted(Comparator.comparingDouble(Part::nats))
            .limit(NAMED)
            .map(
                part ->
                    String.format(
                        Locale.ROOT,
                        "%s %s: %.1f nats (a similar, typical row: %s)",
                        part.column(),
                        part.value(),
                        part.nats(),
                        part.usual()))
            .collect(Collectors.joining("; "));
    return words.isEmpty() ? "no column makes it less probable than a typical row" : words;
  }
}
