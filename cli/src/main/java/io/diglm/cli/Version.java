package io.diglm.cli;

import io.diglm.model.LibraryVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"diglm " + LibraryVersion.text()};
  }
}
