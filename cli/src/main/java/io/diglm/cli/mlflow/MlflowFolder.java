package io.diglm.cli.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.model.JointModel;
import io.diglm.model.LibraryVersion;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in MLflow's own layout: an MLmodel file of the flavour {@code python_function}, which
 * loads {@code diglm.mlflow} of the Python package; the model file beside it, what to install, and
 * an example of the input.
 */
public final class MlflowFolder {
  static final String MODEL = "model.diglm";
  private static final String EXAMPLE = "input_example.json";
  private static final String SERVED = "serving_input_example.json";
  private static final String PYTHON = "3.11";
  private static final int EXAMPLES = 2;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final ModelFile file;
  private final Path source;
  private final Table example;

  private MlflowFolder(ModelFile file, Path source, Table example) {
    this.file = file;
    this.source = source;
    this.example = example;
  }

  /**
   * Takes a model.
   *
   * @param predictor of the model
   * @param source the model file
   * @return the content of the folder, not yet written
   * @throws IllegalArgumentException if the model is one of images
   */
  public static MlflowFolder of(Predictor predictor, Path source) {
    if (predictor.manifest().schema().image().isPresent()) {
      throw new IllegalArgumentException(
          "model to export to MLflow must be of a table, got one of images");
    }
    // Rows that are drawn: the training rows are nobody's business.
    Table drawn = predictor.sample(EXAMPLES, 1);
    return new MlflowFolder(predictor.file(), source, drawn);
  }

  Manifest manifest() {
    return file.manifest();
  }

  /**
   * Writes the folder, whole or not at all.
   *
   * @param folder that is not there, or empty
   */
  public void write(Path folder) {
    try {
      requireEmpty(folder);
      Path whole = Files.createDirectory(neighbour(folder.toAbsolutePath().normalize()));
      try {
        fill(whole, Optional.empty());
        Files.deleteIfExists(folder);
        Files.move(whole, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(whole);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "mlflow must be a folder that can be written, got %s (%s)"
              .formatted(folder, String.valueOf(e.getMessage())),
          e);
    }
  }

  private static Path neighbour(Path folder) {
    String mark = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    return folder.resolveSibling("." + folder.getFileName() + "." + mark + ".tmp");
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      boolean empty = false;
      if (Files.isDirectory(folder)) {
        try (var inside = Files.list(folder)) {
          empty = inside.findAny().isEmpty();
        }
      }
      if (!empty) {
        throw new IllegalArgumentException(
            "mlflow must be a new or an empty folder, got " + folder);
      }
    }
  }

  /** Writes the files into a folder that is there. */
  void fill(Path folder, Optional<String> run) throws IOException {
    for (Map.Entry<String, String> text : texts(run).entrySet()) {
      Files.writeString(folder.resolve(text.getKey()), text.getValue());
    }
    if (JointModel.load(source).models().size() > 1) {
      file.save(folder.resolve(MODEL)); // of one target alone
    } else {
      Files.copy(source, folder.resolve(MODEL));
    }
  }

  private Map<String, String> texts(Optional<String> run) {
    String requirements = requirements();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("MLmodel", BlockYaml.of(model(run)));
    texts.put("requirements.txt", requirements);
    texts.put("python_env.yaml", BlockYaml.of(environment()));
    texts.put(EXAMPLE, Json.text(split()) + "\n");
    JsonObject served = new JsonObject();
    served.add("dataframe_split", split());
    texts.put(SERVED, Json.text(served) + "\n");
    return texts;
  }

  private static String requirements() {
    return "diglm==%s\nnumpy>=1.22,<3\npandas>=1.5,<4\n".formatted(LibraryVersion.text());
  }

  private static JsonObject environment() {
    JsonObject environment = new JsonObject();
    environment.addProperty("python", PYTHON);
    JsonArray build = new JsonArray();
    List.of("pip", "setuptools", "wheel").forEach(build::add);
    environment.add("build_dependencies", build);
    JsonArray dependencies = new JsonArray();
    dependencies.add("-r requirements.txt");
    environment.add("dependencies", dependencies);
    return environment;
  }

  /**
   * Returns what the MLmodel file says.
   *
   * @param run the run whose artifact this is, if it is one
   */
  JsonObject model(Optional<String> run) {
    JsonObject model = new JsonObject();
    run.ifPresent(
        id -> {
          model.addProperty("artifact_path", "model");
          model.addProperty("run_id", id);
        });
    JsonObject flavors = new JsonObject();
    flavors.add("python_function", function());
    flavors.add("diglm", own());
    model.add("flavors", flavors);
    model.addProperty("model_uuid", uuid());
    JsonObject info = new JsonObject();
    info.addProperty("artifact_path", EXAMPLE);
    info.addProperty("pandas_orient", "split");
    info.addProperty("serving_input_path", SERVED);
    info.addProperty("type", "dataframe");
    model.add("saved_input_example_info", info);
    model.add("signature", Signature.of(manifest()));
    model.addProperty("utc_time_created", UTC.format(manifest().provenance().created()));
    return model;
  }

  private static JsonObject function() {
    JsonObject function = new JsonObject();
    function.addProperty("data", MODEL);
    JsonObject environment = new JsonObject();
    environment.addProperty("virtualenv", "python_env.yaml");
    function.add("env", environment);
    function.addProperty("loader_module", "diglm.mlflow");
    function.addProperty("python_version", PYTHON);
    return function;
  }

  private JsonObject own() {
    JsonObject own = new JsonObject();
    own.addProperty("data", MODEL);
    own.addProperty("format_version", file.formatVersion());
    own.addProperty("library_version", manifest().provenance().libraryVersion());
    return own;
  }

  /** The same model has the same one: of the fingerprint of its data and its time. */
  private String uuid() {
    String name = manifest().provenance().data().sha256() + manifest().provenance().created();
    return java.util
        .UUID
        .nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  private JsonObject split() {
    List<Input> inputs = manifest().schema().inputs();
    JsonArray names = new JsonArray();
    inputs.forEach(input -> names.add(input.name()));
    JsonArray rows = new JsonArray();
    for (int row = 0; row < example.rows(); row++) {
      JsonArray cells = new JsonArray();
      for (Input input : inputs) {
        cells.add(cell(example.column(input.name()), row));
      }
      rows.add(cells);
    }
    JsonObject split = new JsonObject();
    split.add("columns", names);
    split.add("data", rows);
    return split;
  }

  private static JsonElement cell(TableColumn column, int row) {
    Optional<String> text = column.text(row);
    if (text.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    if (!(column.cells() instanceof Cells.Numbers numbers)) {
      return new JsonPrimitive(text.get());
    }
    double value = numbers.values()[row];
    return switch (column.type()) {
      case BOOLEAN -> new JsonPrimitive(value != 0);
      case INTEGER -> new JsonPrimitive((long) value);
      case DECIMAL -> new JsonPrimitive(value);
      case TEXT, DATE, TIME, TIMESTAMP -> new JsonPrimitive(text.get());
    };
  }

  /** Deletes a folder of ours, if it is still there. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path inside, @org.jspecify.annotations.Nullable IOException problem)
                throws IOException {
              Files.delete(inside);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
