package io.diglm.spark;

import io.diglm.model.UnusableFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A saved model on any file system that Hadoop knows: Spark's metadata and the model file. */
record ModelFolder(String path, Configuration configuration) {
  private static final String FILE = "model.diglm";

  /** Returns whether the path is a model file and not a folder. */
  boolean isFile() {
    Path place = new Path(path);
    try {
      return place.getFileSystem(configuration).getFileStatus(place).isFile();
    } catch (FileNotFoundException e) {
      throw new UnusableFileException(path + " does not exist", e);
    } catch (IOException e) {
      throw new UnusableFileException(path + " cannot be read: " + oneLine(e), e);
    }
  }

  /** Requires a folder that a model was saved to. */
  void requireSaved() {
    Path metadata = new Path(path, "metadata");
    try {
      if (!metadata.getFileSystem(configuration).exists(metadata)) {
        throw new UnusableFileException(
            path
                + " must be a model file or a folder with a saved model, got a folder without one");
      }
    } catch (IOException e) {
      throw new UnusableFileException(path + " cannot be read: " + oneLine(e), e);
    }
  }

  /** Returns the bytes of the model file: the file at the path, or the one in the folder. */
  byte[] read(boolean file) {
    Path place = file ? new Path(path) : new Path(path, FILE);
    try {
      FileSystem system = place.getFileSystem(configuration);
      try (InputStream in = system.open(place)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UnusableFileException(place + " cannot be read: " + oneLine(e), e);
    }
  }

  void write(byte[] bytes) {
    Path place = new Path(path, FILE);
    try {
      FileSystem system = place.getFileSystem(configuration);
      try (OutputStream out = system.create(place)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UnusableFileException(place + " cannot be written: " + oneLine(e), e);
    }
  }

  private static String oneLine(IOException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
