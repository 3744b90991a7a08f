package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.model.FamilyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Warnings of a density that takes what is made up for ordinary. */
final class DoubtsTest {
  @Test
  void aDensityThatKnowsItsColumnsRaisesNone() {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN))
            .density(d -> d.weight(1))
            .optimiser(o -> o.epochs(20));
    try (FitResult result = Fit.of(config).run(Tables.dependent(2000, 3))) {
      assertEquals(List.of(), result.model().manifest().warnings());
    }
  }
}
