package io.diglm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm export}: writes a model in the format of another tool. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Writes a model in the format of another tool.", ""})
final class ExportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private MlflowExport mlflow = new MlflowExport();

  @Mixin private OnnxExport onnx = new OnnxExport();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    mlflow.requireComplete();
    onnx.requireComplete();
    if (mlflow.wanted() == onnx.wanted()) {
      throw new IllegalArgumentException(
          "export must be to --mlflow DIR or --onnx FILE, got "
              + (onnx.wanted() ? "both" : "nothing to write"));
    }
    if (onnx.wanted()) {
      onnx.write(path).forEach(spec.commandLine().getErr()::println);
    } else {
      mlflow.write(path).forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }
}
