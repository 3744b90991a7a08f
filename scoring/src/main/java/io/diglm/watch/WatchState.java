package io.diglm.watch;

import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.util.List;

/**
 * The stored state of a watched stream: counts and capital, but no rows.
 *
 * @param version of this format
 * @param reference a fingerprint of the reference rows of the model
 * @param alpha bound on the probability that there is ever a false alarm
 * @param seed the seed of the order of equal scores
 * @param parts how many streams were merged into this one
 * @param rows seen
 * @param skipped rows that could not be read
 * @param lastTime of the last row, a number that grows with time; NaN if time is not known
 * @param lastLabel the same in words
 * @param series the score of novelty first, then the columns
 */
public record WatchState(
    int version,
    String reference,
    double alpha,
    long seed,
    int parts,
    long rows,
    long skipped,
    double lastTime,
    String lastLabel,
    List<SeriesState> series) {
  /** The newest version that this library reads, and the one that it writes. */
  public static final int VERSION = 1;

  /** Checks the version, then the numbers. */
  public WatchState {
    requireKnown(version);
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1, got " + alpha);
    }
    if (parts < 1 || rows < 0 || skipped < 0 || series.isEmpty()) {
      throw new IllegalArgumentException(
          "state must be of parts, rows and series, got %d, %d and %d"
              .formatted(parts, rows, series.size()));
    }
    series = List.copyOf(series);
  }

  /** {@return this as JSON text} */
  public String json() {
    return Json.text(Json.object(this));
  }

  /**
   * Reads the output of {@link #json}.
   *
   * @param json what {@link #json} returned
   * @return the state
   * @throws JsonProblem if the text is not such a state
   * @throws IllegalArgumentException if it has a newer version
   */
  public static WatchState of(String json) throws JsonProblem {
    JsonElement tree = Json.parse(json);
    JsonElement version = Json.at(tree, "/version");
    if (Json.isNumber(version)) {
      requireKnown(
          version.getAsLong()); // checked first, because a newer version may have other fields
    }
    return Json.value(tree, WatchState.class);
  }

  private static void requireKnown(long version) {
    if (version < 1 || version > VERSION) {
      throw new IllegalArgumentException(
          "version must be at most %d, got %d (read it with the diglm that wrote it)"
              .formatted(VERSION, version));
    }
  }
}
