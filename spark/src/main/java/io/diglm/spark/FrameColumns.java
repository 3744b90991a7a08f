package io.diglm.spark;

import io.diglm.schema.NearestName;
import io.diglm.schema.ShownText;
import io.diglm.schema.StorageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Finds columns of a frame by name. It does not use Spark's parser of names, to which a dot is not
 * a letter.
 */
final class FrameColumns {
  private static final int NAMES_SHOWN = 12;
  private static final int MOST_ELEMENTS = 1_000_000;

  private final StructType schema;
  private final boolean caseSensitive;

  private FrameColumns(StructType schema, boolean caseSensitive) {
    this.schema = schema;
    this.caseSensitive = caseSensitive;
  }

  /** The setting of the session decides whether letter case counts. */
  static FrameColumns of(StructType schema) {
    return new FrameColumns(schema, SQLConf.get().caseSensitiveAnalysis());
  }

  /**
   * Returns the column of this name.
   *
   * @throws IllegalArgumentException if there is none or more than one, or it holds no cells
   */
  FrameColumn column(String name) {
    int at = require(name);
    return FrameColumn.of(schema.fields()[at], at).named(name);
  }

  /**
   * Returns the elements of a column of vectors as columns. Their names come from the metadata;
   * without metadata a name is that of the column, an underscore and the index.
   *
   * @param size how many elements there are if the metadata does not say so
   * @throws IllegalArgumentException if the column does not exist, holds no vectors, or their
   *     length is unknown
   */
  List<FrameColumn> elements(String name, OptionalInt size) {
    int at = requireVectors(name);
    StructField field = schema.fields()[at];
    AttributeGroup group = group(field);
    int known = group.size() >= 0 ? group.size() : size.orElse(-1);
    if (known < 0) {
      throw new IllegalArgumentException(
          "featuresCol '%s' must say how long its vectors are, got no metadata (use VectorAssembler or VectorSizeHint)"
              .formatted(name));
    }
    if (known > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          "featuresCol '%s' must have at most %,d elements, got %,d"
              .formatted(name, MOST_ELEMENTS, known));
    }
    return IntStream.range(0, known).mapToObj(i -> element(name, group, at, i)).toList();
  }

  private static AttributeGroup group(StructField field) {
    try {
      return AttributeGroup.fromStructField(field);
    } catch (RuntimeException e) { // of many kinds
      throw new IllegalArgumentException(
          "featuresCol '%s' must have the metadata of Spark ML, got others: %s"
              .formatted(field.name(), ShownText.of(field.metadata().json())),
          e);
    }
  }

  /**
   * Returns the index of a column of vectors, whose length need not be known.
   *
   * @throws IllegalArgumentException if the column does not exist or holds no vectors
   */
  int requireVectors(String name) {
    int at = require(name);
    StructField field = schema.fields()[at];
    if (!field.dataType().equals(SQLDataTypes.VectorType())) {
      throw new IllegalArgumentException(
          "featuresCol '%s' must hold vectors, got %s (name plain columns in featuresCols)"
              .formatted(name, field.dataType().catalogString()));
    }
    return at;
  }

  private static FrameColumn element(String column, AttributeGroup group, int at, int i) {
    String index = column + "_" + i;
    String name = index;
    if (group.attributes().isDefined()) {
      var given = group.attributes().get()[i].name();
      name = given.isDefined() ? given.get() : index;
    }
    return new FrameColumn(name, StorageType.DECIMAL, at, i);
  }

  /** Returns all columns except these and those that hold no cells. */
  List<FrameColumn> others(List<String> without) {
    List<FrameColumn> all = new ArrayList<>();
    for (int i = 0; i < schema.length(); i++) {
      StructField field = schema.fields()[i];
      boolean named = without.stream().anyMatch(name -> same(name, field.name()));
      if (!named && FrameColumn.storage(field.dataType()).isPresent()) {
        require(field.name());
        all.add(FrameColumn.of(field, i));
      }
    }
    return all;
  }

  /** Returns whether the frame has a column of this name. */
  boolean has(String name) {
    return Arrays.stream(schema.fieldNames()).anyMatch(other -> same(name, other));
  }

  private int require(String name) {
    String[] names = schema.fieldNames();
    int[] exact = matches(i -> names[i].equals(name));
    int[] found = exact.length == 0 ? matches(i -> same(name, names[i])) : exact;
    if (found.length > 1) {
      throw new IllegalArgumentException(
          "column '%s' must be in the frame once, got %d of that name (rename or drop the others)"
              .formatted(name, found.length));
    }
    if (found.length == 0) {
      throw new IllegalArgumentException(missing(name));
    }
    return found[0];
  }

  private int[] matches(IntPredicate matches) {
    return IntStream.range(0, schema.length()).filter(matches).toArray();
  }

  private boolean same(String one, String other) {
    return caseSensitive ? one.equals(other) : one.equalsIgnoreCase(other);
  }

  private String missing(String name) {
    List<String> names = List.of(schema.fieldNames());
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)));
    String more = names.size() > NAMES_SHOWN ? ", ... (" + names.size() + " in all)" : "";
    Optional<String> near = NearestName.of(name, names);
    return "column '%s' must be in the frame, got columns %s%s%s"
        .formatted(name, shown, more, near.map(n -> "; did you mean '" + n + "'?").orElse(""));
  }
}
