package io.diglm.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The outermost part of the flow, between a user's columns and the dimensions v that the network
 * sees: per column, from the training data, in double because float cannot hold a timestamp.
 *
 * <p>log p(row) = log p(v) + log-det, so that log p(row) is in the units of the user's columns: a
 * probability of levels and whole numbers, a density per unit of other numbers. Immutable; safe to
 * share between threads.
 */
public final class Encoder {
  /** Rows of a table that are encoded and mapped at once. */
  private static final int BATCH = 4096;

  /** The same in dimensions of images, whose networks make many numbers of each. */
  private static final int BATCH_OF_PIXELS = 1 << 18;

  private final Schema schema;
  private final Moves moves;
  private final List<String> axisNames;
  private final List<FeatureChannels> channels;

  public Encoder(Schema schema) {
    this(schema, Moves.NONE);
  }

  private Encoder(Schema schema, Moves moves) {
    this.schema = schema;
    this.moves = moves;
    List<Feature> features = schema.features();
    axisNames =
        features.stream().flatMap(f -> f.axes().stream().map(a -> a.nameOf(f.name()))).toList();
    channels = features.stream().map(FeatureChannels::new).toList();
  }

  /** Returns D, the width of v. */
  public int dimension() {
    return schema.dimension();
  }

  /** Returns the shape of a row that is an image. */
  public Optional<ImageShape> image() {
    return schema.image();
  }

  /** Returns the encoder of training, which moves rows where it draws noise. */
  public Encoder moving(Moves moves) {
    return new Encoder(schema, moves);
  }

  /** Returns how many rows are encoded and mapped at once, so that they fit in memory. */
  public int batch() {
    return schema.pixels().isPresent()
        ? Math.max(16, Math.min(BATCH, BATCH_OF_PIXELS / dimension()))
        : BATCH;
  }

  /** Returns what each dimension of v encodes, such as {@code time.missing}; none for images. */
  public List<String> axisNames() {
    return axisNames;
  }

  /**
   * Finds the features in a table, by name, in any order, among any others.
   *
   * @throws IllegalArgumentException if a column is not there, or holds another kind of value, or
   *     if images are not there or of another shape
   */
  public BoundTable bind(Table table) {
    return new Binder(table).bind(schema);
  }

  /**
   * Encodes rows {@code rows[from]} to {@code rows[to - 1]}.
   *
   * @param table a table that this encoder bound
   * @param rows indices into it
   * @param from first index used
   * @param to last index used, exclusive; N = to - from
   * @param noise drawn in training, midpoint in prediction
   * @param v (N, D) row-major, written
   * @param logDet log|dv/drow| in nats (N), written
   */
  public void encode(
      BoundTable table, int[] rows, int from, int to, Noise noise, float[] v, double[] logDet) {
    Objects.checkFromToIndex(from, to, rows.length);
    int n = to - from;
    requireLength("v", (long) n * dimension(), v.length);
    requireLength("logDet", n, logDet.length);
    Arrays.fill(logDet, 0, n, 0);
    Block block = new Block(rows, from, to, noise, v, dimension(), logDet);
    schema.pixels().ifPresent(p -> p.encode(table.images().orElseThrow(), block, moves));
    double[] raw = new double[n];
    int d = 0;
    for (int f = 0; f < channels.size(); f++) {
      d = channels.get(f).encode(table.columns().get(f), block, raw, d);
    }
    noise.blur(v, n * dimension(), moves.blur());
  }

  /** Encodes rows {@code from} to {@code to - 1} of a table as predictions do, at the midpoint. */
  public Encoded encode(BoundTable table, int from, int to) {
    int[] rows = IntStream.range(from, to).toArray();
    Encoded encoded = new Encoded(new float[rows.length * dimension()], new double[rows.length]);
    encode(table, rows, 0, rows.length, Noise.midpoint(), encoded.v(), encoded.logDet());
    return encoded;
  }

  /**
   * Returns the rows that v encodes: levels, values on their grids, dates put together again. The
   * interval of unknown levels gives the level beside it.
   *
   * @param v (N, D) row-major
   * @param rows N
   */
  public Table decode(float[] v, int rows) {
    requireLength("v", (long) rows * dimension(), v.length);
    List<Feature> features = schema.features();
    TableColumn[] columns = new TableColumn[features.size()];
    int d = 0;
    for (int f = 0; f < columns.length; f++) {
      columns[f] = channels.get(f).decode(v, rows, dimension(), d);
      d += features.get(f).axes().size();
    }
    return new Table(
        "decoded rows", List.of(columns), rows, schema.pixels().map(p -> p.decode(v, rows)));
  }

  private static void requireLength(String what, long needed, int got) {
    if (got < needed) {
      throw new IllegalArgumentException(
          "%s must hold %d numbers, got %d".formatted(what, needed, got));
    }
  }
}
