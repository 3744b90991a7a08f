package io.diglm.explain;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why a row is improbable: what each column adds to log p(x), relative to a typical row. The parts
 * add up to logDensity - typical.
 *
 * @param logDensity log p(x) of the row in nats
 * @param typical log p(x) of the typical row
 * @param parts the contributions of the columns, in the order of the schema
 */
public record Attribution(double logDensity, double typical, List<Part> parts) {
  private static final int NAMED = 3;
  private static final double LEAST = 0.05;

  public Attribution {
    parts = List.copyOf(parts);
  }

  /**
   * What one column adds.
   *
   * @param column its name
   * @param value the cell of the row
   * @param usual the cell of the typical row
   * @param nats its Shapley value (Lundberg and Lee 2017); negative if it makes the row improbable
   */
  public record Part(String column, String value, String usual, double nats) {}

  /** {@return in words the columns that lower log p(x) most} */
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
