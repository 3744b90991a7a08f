package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code info --head} and {@code info --effects}. */
final class InsightOptionTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void coefficientsAndEffectsAreListedInWordsAndJson() {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("y.diglm");
    String[] linear = {"--layers", "0", "--family", "gaussian", "--bayes", "conjugate"};
    Object[] fit = {"fit", table, "--out", model, "--target", "y", "--features", "x,c"};
    Object[] quick = {"--epochs", 2, "--threads", 1, "--quiet"};
    Run.of(Stream.of(fit, linear, quick).flatMap(Stream::of).toArray()).good();
    String head = Run.of("info", model, "--head").good();
    assertTrue(head.contains("gaussian, link identity"), head);
    assertTrue(head.contains("coefficients of z, by |w| sd(z), with sd(z) of training rows"), head);
    assertTrue(head.contains("location: w "), head);
    assertTrue(head.contains(" of z1 (x), |w| sd(z) "), head);
    String effects = Run.of("info", model, "--effects", table).good();
    assertTrue(
        effects.contains("on mean of y, averaged over 300 rows; ± sd by the posterior"), effects);
    assertTrue(
        effects.lines().anyMatch(line -> line.matches("x +[12][.0-9]+ ± [.0-9]+ per unit")),
        effects);
    assertTrue(effects.lines().filter(line -> line.contains(" instead of ")).count() == 2, effects);
    JsonNode both =
        Json.parse(Run.of("info", model, "--head", "--effects", table, "--json").good());
    assertEquals("training rows", both.at("/head/sd_of_features").asText());
    assertEquals("location", both.at("/head/coefficients/0/predictor").asText());
    JsonNode first = both.at("/effects/effects/0");
    assertEquals("x", first.get("column").asText());
    assertEquals("mean", first.get("output").asText());
    assertTrue(first.get("level").isNull() && first.get("sd").asDouble() > 0, first.toString());
    // y = 2 x + noise
    assertEquals(2, first.get("value").asDouble(), 0.15);
    Run.of("info", model, "--head", "--config")
        .assertRefused("config must not come with --head or --effects, got both");
  }

  @Test
  void aModelOfRowsAloneIsRefused() {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("x.diglm");
    Run.fit(table, model, "--no-target", "--features", "x,c").good();
    for (Object[] options :
        new Object[][] {{"info", model, "--head"}, {"info", model, "--effects", table}}) {
      Run.of(options)
          .assertRefused("model must have a target, got one of p(x) alone (fit with a target)");
    }
  }
}
