package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The outermost part of the flow, which maps the user's columns to the dimensions v that the
 * network sees. Each column has its own map, chosen from the training data. It computes in double
 * precision, because a float cannot hold a timestamp.
 *
 * <p>log p(row) = log p(v) + log-determinant, so that log p(row) is in the units of the user's
 * columns: a probability for levels and whole numbers, a density per unit for other numbers.
 * Immutable; safe to share between threads.
 */
public final class Encoder {
  /** The number of table rows that are encoded and mapped at once. */
  private static final int BATCH = 4096;

  /** The same for images, in dimensions, because their networks make many numbers of each. */
  private static final int BATCH_OF_PIXELS = 1 << 18;

  /** How far beyond the training rows the network is evaluated, as a share of their range. */
  public static final double ROOM = 0.25;

  /** The same at least, in v. */
  public static final double LEAST_ROOM = 1e-3;

  private final Schema schema;
  private final int dimension;
  private final Moves moves;
  private final List<String> axisNames;
  private final List<FeatureChannels> channels;

  private final Room room;

  /**
   * Makes an encoder of rows with the columns of a schema.
   *
   * @param schema of the rows
   */
  public Encoder(Schema schema) {
    this(schema, Moves.NONE);
  }

  private Encoder(Schema schema, Moves moves) {
    this.schema = schema;
    dimension = schema.dimension();
    this.moves = moves;
    List<Feature> features = schema.features();
    axisNames =
        features.stream().flatMap(f -> f.axes().stream().map(a -> a.nameOf(f.name()))).toList();
    channels = features.stream().map(FeatureChannels::new).toList();
    room = new Room(features.stream().flatMap(f -> f.axes().stream()).toList());
  }

  /** {@return D, the width of v} */
  public int dimension() {
    return dimension;
  }

  /** {@return the schema of the rows} */
  public Schema schema() {
    return schema;
  }

  /** {@return the shape of a row that is an image} */
  public Optional<ImageShape> image() {
    return schema.image();
  }

  /**
   * {@return the encoder for training, which also moves rows if it draws noise}
   *
   * @param moves how training moves rows
   */
  public Encoder moving(Moves moves) {
    return new Encoder(schema, moves);
  }

  /**
   * {@return how many rows are encoded and mapped at once} This number keeps them within memory.
   */
  public int batch() {
    return schema.pixels().isPresent()
        ? Math.max(16, Math.min(BATCH, BATCH_OF_PIXELS / dimension()))
        : BATCH;
  }

  /** {@return the names of the dimensions of v, such as {@code time.missing}; empty for images} */
  public List<String> axisNames() {
    return axisNames;
  }

  /**
   * Finds the features in a table by name. The table may have them in any order, and other columns
   * too.
   *
   * @param table any table with these columns
   * @return its columns in the order of the schema
   * @throws IllegalArgumentException if a column is absent or holds another kind of value, or if
   *     images are absent or have another shape
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
   * @param noise random in training, the midpoint in prediction
   * @return the encoded rows, without cells
   */
  public Encoded encode(BoundTable table, int[] rows, int from, int to, Noise noise) {
    Objects.checkFromToIndex(from, to, rows.length);
    int n = to - from;
    double[] offsets = table.offsets();
    double[] known =
        offsets.length == 0
            ? offsets
            : IntStream.range(from, to).mapToDouble(i -> offsets[rows[i]]).toArray();
    float[] v = new float[n * dimension()];
    Encoded encoded = new Encoded(v, new double[n], new double[0], known);
    Block block = new Block(rows, from, to, noise, v, dimension(), encoded.logDet());
    schema.pixels().ifPresent(p -> p.encode(table.images().orElseThrow(), block, moves));
    double[] raw = new double[n];
    int d = 0;
    for (int f = 0; f < channels.size(); f++) {
      d = channels.get(f).encode(table.columns().get(f), block, raw, d);
    }
    noise.blur(v, v.length, moves.blur());
    return encoded;
  }

  /**
   * Reads the cells (N, D) of rows {@code rows[from]} to {@code rows[to - 1]} of a table that this
   * encoder bound. Each dimension of v has one: a number as its axis reads it, the interval of a
   * level, 1 if a value is missing and 0 if not; NaN if there is nothing to read.
   *
   * @param table as {@link #bind} returned it
   * @param rows indices of rows
   * @param from first index to use
   * @param to index after the last
   * @return the cells, row by row
   */
  public double[] cells(BoundTable table, int[] rows, int from, int to) {
    Objects.checkFromToIndex(from, to, rows.length);
    int n = to - from;
    double[] cells = new double[n * dimension()];
    Block block =
        new Block(rows, from, to, Noise.midpoint(), new float[0], dimension(), new double[0]);
    double[] raw = new double[n];
    int d = 0;
    for (int f = 0; f < channels.size(); f++) {
      d = channels.get(f).read(table.columns().get(f), block, raw, cells, d);
    }
    return cells;
  }

  /**
   * Reads the cells of rows {@code from} to {@code to - 1}.
   *
   * @param table as {@link #bind} returned it
   * @param from first row
   * @param to row after the last
   * @return the cells (N, D), row by row
   */
  public double[] cells(BoundTable table, int from, int to) {
    return cells(table, IntStream.range(from, to).toArray(), 0, to - from);
  }

  /**
   * {@return the rows that have these cells (N, D)}
   *
   * @param cells (N, D), row by row
   * @param rows N
   */
  public Table decode(double[] cells, int rows) {
    requireLength("cells", (long) rows * dimension(), cells.length);
    return decoded(rows, (channel, d) -> channel.decode(cells, rows, dimension(), d));
  }

  /**
   * Encodes rows {@code from} to {@code to - 1} of a table as predictions do, at the midpoint.
   *
   * @param table as {@link #bind} returned it
   * @param from first row
   * @param to row after the last
   * @return the encoded rows
   */
  public Encoded encode(BoundTable table, int from, int to) {
    return encode(table, IntStream.range(from, to).toArray(), 0, to - from, Noise.midpoint());
  }

  /**
   * {@return v (N, D), bounded for a network} Outside the range of the training rows, a number is
   * bounded smoothly to at most a quarter of their range beyond it. A number that takes few,
   * repeated values is replaced by its stand-in instead. So a far row gets an answer like that of
   * the training rows.
   *
   * @param v encoded rows (N, D), unchanged
   */
  public float[] bounded(float[] v) {
    return room.bounded(v, dimension());
  }

  /**
   * {@return the derivative of {@link #bounded} by v of a dimension: 1 within the training rows}
   *
   * @param d index of the dimension
   * @param v a number of that dimension
   */
  public double boundedSlope(int d, float v) {
    return room.slope(d, v);
  }

  /**
   * Replaces in this share of the rows one of the numbers with few, repeated values by what the
   * network gets for a value that training did not have. The network then learns what the other
   * columns alone say of the target.
   *
   * @param v (N, D), written
   * @param share of the rows, in 0 to 1
   * @param random source of the draws
   * @return whether a row was changed (N); empty if there is no such number
   */
  public boolean[] forget(float[] v, double share, SplittableRandom random) {
    return room.forget(v, dimension(), share, random);
  }

  /**
   * {@return the rows that v encodes: levels, values on their grids, and dates joined from their
   * parts} The interval of unknown levels is decoded to a neighbouring level.
   *
   * @param v (N, D) row-major
   * @param rows N
   */
  public Table decode(float[] v, int rows) {
    requireLength("v", (long) rows * dimension(), v.length);
    Table decoded = decoded(rows, (channel, d) -> channel.decode(v, rows, dimension(), d));
    return new Table(
        decoded.source(),
        decoded.columns(),
        rows,
        schema.pixels().map(pixels -> pixels.decode(v, rows)));
  }

  /** Decodes the column of a feature from its first dimension on. */
  private interface Decoding {
    TableColumn of(FeatureChannels channel, int d);
  }

  private Table decoded(int rows, Decoding decoding) {
    List<TableColumn> columns = new ArrayList<>();
    int d = 0;
    for (int f = 0; f < channels.size(); f++) {
      columns.add(decoding.of(channels.get(f), d));
      d += schema.features().get(f).axes().size();
    }
    return schema.completed(new Table("decoded rows", columns, rows, Optional.empty()));
  }

  private static void requireLength(String what, long needed, int got) {
    if (got < needed) {
      throw new IllegalArgumentException(
          "%s must hold %d numbers, got %d".formatted(what, needed, got));
    }
  }
}
