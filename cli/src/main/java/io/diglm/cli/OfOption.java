package io.diglm.cli;

import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which of the targets of a model a command is about. */
final class OfOption {
  @Option(
      names = "--of",
      paramLabel = "TARGET",
      description = "For a model of several targets: use it as the model of this one alone.")
  private Optional<String> of = Optional.empty();

  /** Returns the models of all targets, or of the one that is named. */
  JointModel joint(Path path) {
    JointModel all = JointModel.load(path);
    return of.map(all::target).map(OfOption::alone).orElse(all);
  }

  /**
   * Returns the model of one target, or of p(x) alone.
   *
   * @throws io.diglm.model.UnusableFileException if there are several and none is named
   */
  ModelFile load(Path path) {
    return of.map(target -> JointModel.load(path).target(target))
        .orElseGet(() -> ModelFile.load(path));
  }

  /**
   * Writes a model that a command has changed. Of several targets the others stay as they are.
   *
   * @param from the file that it was read from
   */
  void save(ModelFile changed, Path from, Path to) {
    JointModel.load(from).with(changed).save(to);
  }

  private static JointModel alone(ModelFile model) {
    return new JointModel(List.of(model));
  }
}
