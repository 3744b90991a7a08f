package io.diglm.server.models;

import io.diglm.model.JointModel;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.JointPredictor;
import io.diglm.schema.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All models by name and version. A changed file is loaded beside the model that answers, and then
 * replaces it at once. A file that cannot be used changes nothing and is reported.
 */
public final class Models implements AutoCloseable {
  private final Map<String, List<Slot>> byName = new LinkedHashMap<>();
  private final Clock clock;
  private final Consumer<String> told;
  private volatile boolean loading = true;
  private boolean closed;

  /** The place of one version of a model. */
  private static final class Slot {
    private final ModelSource source;
    private volatile @Nullable ServedModel model;
    private volatile Optional<String> problem = Optional.empty();
    private String stamp = "";
    private boolean wanted = true;
    private volatile long reloads;
    private volatile long failures;

    Slot(ModelSource source) {
      this.source = source;
    }
  }

  /**
   * The state of a model.
   *
   * @param name of the model
   * @param version of it
   * @param ready whether it answers
   * @param problem why its file was not loaded when it changed last
   * @param reloads how often a changed file replaced it
   * @param failures how often a changed file could not be used
   */
  public record State(
      String name,
      String version,
      boolean ready,
      Optional<String> problem,
      long reloads,
      long failures) {}

  /**
   * Names the models; {@link #load()} loads them.
   *
   * @param sources names, versions and files
   * @param clock tells when a model was loaded
   * @param told receives one line for each file that could not be used
   * @throws IllegalArgumentException if two have the same name and version
   */
  public Models(List<ModelSource> sources, Clock clock, Consumer<String> told) {
    this.clock = clock;
    this.told = told;
    for (ModelSource source : sources) {
      List<Slot> slots = byName.computeIfAbsent(source.name(), name -> new ArrayList<>());
      if (slots.stream().anyMatch(slot -> slot.source.version().equals(source.version()))) {
        throw new IllegalArgumentException(
            "models must differ in name or version, got %s version %s twice"
                .formatted(source.name(), source.version()));
      }
      slots.add(new Slot(source));
      slots.sort(Comparator.comparing(slot -> slot.source.version(), ModelSource::compareVersions));
    }
  }

  /**
   * Loads all models for the first time. Until it returns, {@link #hold} refuses every model.
   *
   * @throws UnusableFileException if one cannot be used
   */
  public synchronized void load() {
    all().stream().filter(slot -> !closed).forEach(this::load);
    loading = false;
  }

  private List<Slot> all() {
    return byName.values().stream().flatMap(List::stream).toList();
  }

  /** {@return the names, in the order in which they were given} */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** {@return the state of every version of every model} */
  public List<State> states() {
    return all().stream()
        .map(
            slot ->
                new State(
                    slot.source.name(),
                    slot.source.version(),
                    slot.model != null,
                    slot.problem,
                    slot.reloads,
                    slot.failures))
        .toList();
  }

  /**
   * {@return the versions of a model that are ready, the newest last}
   *
   * @param name of the model
   */
  public List<String> versions(String name) {
    return slots(name).stream()
        .filter(slot -> slot.model != null)
        .map(slot -> slot.source.version())
        .toList();
  }

  /**
   * {@return the model, which is held until it is closed} Without a version, it is the newest that
   * is ready.
   *
   * @param name of the model
   * @param version of the model; empty for the newest
   * @throws UnknownModelException if there is none
   * @throws LoadingException if the models are not loaded yet
   */
  public ServedModel hold(String name, Optional<String> version) {
    List<Slot> slots = slots(name);
    if (loading) {
      throw new LoadingException(
          "model %s must be loaded, got a server that is starting".formatted(name));
    }
    for (int i = slots.size() - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      if (version.isEmpty() || version.get().equals(slot.source.version())) {
        // A model that was just replaced is closed, and another is in its place.
        for (ServedModel model = slot.model; model != null; model = slot.model) {
          if (model.hold()) {
            return model;
          }
        }
      }
    }
    throw new UnknownModelException(
        "model %s must be loaded%s, got versions %s"
            .formatted(name, version.map(v -> " in version " + v).orElse(""), versions(name)));
  }

  private List<Slot> slots(String name) {
    List<Slot> slots = byName.get(name);
    if (slots == null) {
      String hint =
          NearestName.of(name, byName.keySet()).map(n -> "; did you mean " + n + "?").orElse("");
      throw new UnknownModelException(
          "model must be one of %s, got %s%s"
              .formatted(String.join(", ", byName.keySet()), name, hint));
    }
    return slots;
  }

  /** Checks every file and loads those that changed. */
  public synchronized void refresh() {
    for (Slot slot : all()) {
      String now = slot.wanted ? stamp(slot) : slot.stamp;
      if (!now.equals(slot.stamp)) {
        try {
          load(slot);
          slot.reloads++;
        } catch (UnusableFileException | IllegalArgumentException | IllegalStateException e) {
          slot.stamp = now;
          slot.failures++;
          slot.problem = Optional.of(String.valueOf(e.getMessage()));
          told.accept(
              "model %s version %s stays as it is: %s"
                  .formatted(slot.source.name(), slot.source.version(), e.getMessage()));
        }
      }
    }
  }

  /**
   * Loads all versions of a model again, whether or not their files changed.
   *
   * @param name of the model
   */
  public synchronized void load(String name) {
    for (Slot slot : slots(name)) {
      load(slot);
      slot.wanted = true;
      slot.reloads++;
    }
  }

  /**
   * Unloads all versions of a model.
   *
   * @param name of the model
   */
  public synchronized void unload(String name) {
    for (Slot slot : slots(name)) {
      slot.wanted = false;
      put(slot, null);
    }
  }

  /**
   * Changes when rows of a model are refused, in memory: its files stay as they are, and their next
   * load brings back what they say.
   *
   * @param name of the model
   * @param change from the thresholds that are to those that shall be
   * @throws IllegalArgumentException if the model cannot have them
   */
  public synchronized void threshold(String name, UnaryOperator<Thresholds> change) {
    List<Slot> slots = slots(name);
    List<JointPredictor> changed = new ArrayList<>();
    try {
      for (Slot slot : slots) {
        try (ServedModel now = hold(name, Optional.of(slot.source.version()))) {
          List<ModelFile> files =
              now.joint().model().models().stream().map(file -> with(file, change)).toList();
          changed.add(JointPredictor.open(new JointModel(files), name));
        }
      }
    } catch (RuntimeException e) {
      changed.forEach(JointPredictor::close);
      throw e instanceof UnusableFileException
          ? new IllegalArgumentException(e.getMessage(), e)
          : e;
    }
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      put(slot, new ServedModel(name, slot.source.version(), changed.get(i), clock.instant()));
    }
  }

  private static ModelFile with(ModelFile file, UnaryOperator<Thresholds> change) {
    Manifest manifest = file.manifest();
    return new ModelFile(
        manifest.withThresholds(change.apply(manifest.thresholds())), file.weights());
  }

  private void load(Slot slot) {
    String stamp = stamp(slot);
    JointPredictor joint = JointPredictor.load(slot.source.file());
    put(slot, new ServedModel(slot.source.name(), slot.source.version(), joint, clock.instant()));
    slot.stamp = stamp;
    slot.problem = Optional.empty();
  }

  private static void put(Slot slot, @Nullable ServedModel next) {
    ServedModel before = slot.model;
    slot.model = next;
    if (before != null) {
      before.close();
    }
  }

  /** The properties that distinguish a changed file from the loaded one. */
  private static String stamp(Slot slot) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(slot.source.file(), BasicFileAttributes.class);
      return "%d %s %s".formatted(file.size(), file.lastModifiedTime(), file.fileKey());
    } catch (IOException e) {
      return "none";
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    all().forEach(slot -> put(slot, null));
  }
}
