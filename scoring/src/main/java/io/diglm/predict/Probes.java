package io.diglm.predict;

import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.Images;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Artificial rows that no model should take for data, and a test whether log p(x) does. A density
 * can be high where there is no data (Nalisnick et al. 2019, "Do deep generative models know what
 * they don't know?").
 *
 * <p>For tables the kinds are noise, where each cell is drawn independently and evenly over the
 * range of its column, and shuffled columns, where each cell comes from another row. For images
 * they are noise, images of one grey, shuffled pixels, and blends of two images.
 */
final class Probes {
  private static final int ROWS = 500;

  /** The share that gives a warning. Half of ordinary rows would be above the median. */
  private static final double MOST = 0.75;

  private final Schema schema;
  private final Table rows;
  private final SplittableRandom random = new SplittableRandom(1);

  private Probes(Schema schema, Table rows) {
    this.schema = schema;
    this.rows = rows;
  }

  /**
   * Returns a line for each kind of artificial row if most of these rows are more probable than
   * most ordinary rows.
   *
   * @param ordinary ordinary rows that did not train
   */
  static List<String> doubts(Predictor predictor, Table ordinary) {
    int count = Math.min(ROWS, ordinary.rows());
    int[] some =
        IntStream.range(0, count).map(i -> (int) ((long) i * ordinary.rows() / count)).toArray();
    Schema schema = predictor.manifest().schema();
    double[] usual = densities(predictor, ordinary.take(some));
    if (usual.length == 0) {
      return List.of();
    }
    double median = usual[usual.length / 2];
    List<String> doubts = new ArrayList<>();
    new Probes(schema, ordinary.take(some))
        .all()
        .forEach(
            (kind, table) -> {
              double[] found = densities(predictor, table);
              double above = Arrays.stream(found).filter(p -> p > median).count();
              if (above > MOST * table.rows()) {
                doubts.add(
                    "log p(x) takes %s for ordinary: %.0f %% of such rows are more probable than the median validation row (novelty by another score: diglm threshold --score)"
                        .formatted(kind, 100 * above / table.rows()));
              }
            });
    return doubts;
  }

  /** Returns log p(x) of the rows that have a density, ascending. */
  private static double[] densities(Predictor predictor, Table table) {
    Scores scores = predictor.score(table);
    boolean[] without = new boolean[table.rows()];
    scores.problems().forEach(problem -> without[problem.row()] = true);
    return IntStream.range(0, table.rows())
        .filter(row -> !without[row])
        .mapToDouble(row -> scores.logDensity()[row])
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }

  private Map<String, Table> all() {
    Map<String, Table> probes = new LinkedHashMap<>();
    Optional<Images> images = rows.images();
    if (images.isPresent()) {
      probes.put("noise", pictures(images.get(), this::noise));
      probes.put("images of one grey", pictures(images.get(), this::grey));
      probes.put("images with their pixels shuffled", pictures(images.get(), this::shuffled));
      probes.put("blends of two images", pictures(images.get(), this::blended));
      return probes;
    }
    probes.put("noise", columns(cells -> noise(cells)));
    // Shuffling needs at least two columns.
    if (schema.features().size() > 1) {
      probes.put("rows with their columns shuffled", columns(cells -> cells.take(anyOrder())));
    }
    return probes;
  }

  private Table columns(Function<Cells, Cells> change) {
    List<TableColumn> changed =
        schema.features().stream()
            .map(Feature::name)
            .map(rows::column)
            .map(c -> new TableColumn(c.name(), c.type(), change.apply(c.cells())))
            .toList();
    return new Table(rows.source(), changed, rows.rows());
  }

  private int[] anyOrder() {
    int[] order = IntStream.range(0, rows.rows()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * Texts are drawn from those that occur. A number is the one that occurs nearest to a uniform
   * draw.
   */
  private Cells noise(Cells cells) {
    if (cells instanceof Cells.Texts texts) {
      int[] seen = IntStream.of(texts.codes()).distinct().toArray();
      return new Cells.Texts(
          IntStream.range(0, texts.size()).map(i -> seen[random.nextInt(seen.length)]).toArray(),
          texts.levels());
    }
    double[] seen =
        DoubleStream.of(((Cells.Numbers) cells).values())
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    if (seen.length == 0) {
      return cells;
    }
    return new Cells.Numbers(random.doubles(cells.size()).map(u -> nearest(seen, u)).toArray());
  }

  private static double nearest(double[] sorted, double share) {
    double wanted = sorted[0] + share * (sorted[sorted.length - 1] - sorted[0]);
    int found = Arrays.binarySearch(sorted, wanted);
    int above = Math.min(sorted.length - 1, found < 0 ? -found - 1 : found);
    int below = Math.max(0, above - 1);
    return wanted - sorted[below] < sorted[above] - wanted ? sorted[below] : sorted[above];
  }

  private interface Picture {
    void into(byte[] pixels, int from, int size, Images images);
  }

  private Table pictures(Images images, Picture picture) {
    byte[] pixels = new byte[images.pixels().length];
    int size = images.shape().size();
    for (int from = 0; from < pixels.length; from += size) {
      picture.into(pixels, from, size, images);
    }
    return new Table(
        rows.source(), List.of(), rows.rows(), Optional.of(new Images(images.shape(), pixels)));
  }

  private void noise(byte[] pixels, int from, int size, Images images) {
    for (int i = from; i < from + size; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
  }

  private void grey(byte[] pixels, int from, int size, Images images) {
    Arrays.fill(pixels, from, from + size, (byte) random.nextInt(256));
  }

  private void shuffled(byte[] pixels, int from, int size, Images images) {
    System.arraycopy(images.pixels(), from, pixels, from, size);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      byte kept = pixels[from + i];
      pixels[from + i] = pixels[from + j];
      pixels[from + j] = kept;
    }
  }

  private void blended(byte[] pixels, int from, int size, Images images) {
    int other = random.nextInt(images.size()) * size;
    for (int i = 0; i < size; i++) {
      int sum = (images.pixels()[from + i] & 0xff) + (images.pixels()[other + i] & 0xff);
      pixels[from + i] = (byte) (sum / 2);
    }
  }
}
