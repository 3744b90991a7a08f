package io.diglm.novelty;

import io.diglm.model.Manifest;
import io.diglm.schema.Schema;
import io.diglm.selective.NoveltyScore;
import java.util.Arrays;
import java.util.List;

/**
 * Which novelty scores a model can give, which is its own, and of how many rows they are learned.
 */
public final class PossibleScores {
  /**
   * The most training rows that are used, and the most numbers in them; 1,000 rows are always used.
   */
  private static final int MOST = 8000;

  private static final int MOST_NUMBERS = 64_000;
  private static final int ALWAYS = 1000;
  private static final int MOST_IMAGES = 4000;

  private PossibleScores() {}

  /**
   * {@return the default score of a model}
   *
   * @param schema of the rows
   * @param cells whether its log p(x) is that of cells
   */
  public static NoveltyScore usual(Schema schema, boolean cells) {
    if (encodedAlone(schema, cells)) {
      return NoveltyScore.OUTLYING;
    }
    return cells && schema.image().isEmpty() ? NoveltyScore.CELLS : NoveltyScore.COMBINED;
  }

  /**
   * {@return whether a model is of p(x) alone by its cells, so that it has no features but v}
   *
   * @param schema of the rows
   * @param cells whether its log p(x) is that of cells
   */
  public static boolean encodedAlone(Schema schema, boolean cells) {
    return cells && schema.target().isEmpty() && schema.image().isEmpty();
  }

  /**
   * {@return the scores that a model can give}
   *
   * @param manifest of the model
   */
  public static List<NoveltyScore> of(Manifest manifest) {
    boolean images = manifest.schema().image().isPresent();
    return Arrays.stream(NoveltyScore.values())
        .filter(
            score ->
                switch (score) {
                  case DENSITY, TYPICALITY, NORM, SHAPE, VOLUMES, CLASSES, COMBINED -> true;
                  case ENTROPY -> manifest.schema().target().isPresent();
                  case IGNORANCE -> manifest.tellsIgnorance();
                  case NEIGHBOURS -> !images;
                  case CELLS -> manifest.density().isPresent();
                  case OUTLYING -> encodedAlone(manifest.schema(), manifest.density().isPresent());
                  case COMPLEXITY, RATIO, TEXTURE -> images;
                })
        .toList();
  }

  /**
   * {@return how many training rows of a model are used} Wide models use fewer rows, because
   * finding the nearest rows takes longer.
   *
   * @param schema of the rows
   */
  public static int looked(Schema schema) {
    return schema.image().isPresent()
        ? MOST_IMAGES
        : Math.max(ALWAYS, Math.min(MOST, MOST_NUMBERS / schema.dimension()));
  }
}
