package io.diglm.cli;

import io.diglm.cli.output.OwnFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm export}: writes a model in the format of another tool. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Writes a model in the format of another tool, or the model of one of several targets.",
      ""
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write a model file of one target alone, which every tool reads (with --of).")
  private Optional<Path> out = Optional.empty();

  @Mixin private MlflowExport mlflow = new MlflowExport();

  @Mixin private OnnxExport onnx = new OnnxExport();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    mlflow.requireComplete();
    onnx.requireComplete();
    long ways =
        Stream.of(mlflow.wanted(), onnx.wanted(), out.isPresent()).filter(way -> way).count();
    if (ways != 1) {
      throw new IllegalArgumentException(
          "export must be to --mlflow DIR, --onnx FILE or --out FILE, got "
              + (ways == 0 ? "nothing to write" : "several"));
    }
    if (out.isPresent()) {
      new OwnFiles().reads("the model", List.of(path)).writes("out", out);
      of.load(path).save(out.get());
    } else if (onnx.wanted()) {
      onnx.write(path, of).forEach(spec.commandLine().getErr()::println);
    } else {
      mlflow.write(path, of).forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }
}
