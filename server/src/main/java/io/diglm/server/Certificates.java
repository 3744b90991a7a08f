package io.diglm.server;

import io.diglm.model.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate and its key, from files of PEM. */
final class Certificates {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  private Certificates() {}

  static SslContextFactory.Server of(ServerConfig.Tls files) {
    Certificate[] chain = chain(files.certificate());
    PrivateKey key = key(files.key());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry("server", key, new char[0], chain);
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setKeyStore(store);
      factory.setKeyStorePassword("");
      factory.setSniRequired(false);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableFileException(
          "tls-cert must fit tls-key, got %s and %s (%s)"
              .formatted(files.certificate(), files.key(), e.getMessage()),
          e);
    }
  }

  private static Certificate[] chain(Path file) {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .toArray(new Certificate[0]);
      if (chain.length > 0) {
        return chain;
      }
    } catch (IOException | CertificateException e) {
      throw new UnusableFileException("tls-cert must be a certificate in PEM, got " + file, e);
    }
    throw new UnusableFileException("tls-cert must be a certificate in PEM, got " + file);
  }

  private static PrivateKey key(Path file) {
    try {
      Matcher pem = KEY.matcher(Files.readString(file));
      if (pem.find()) {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
        for (String kind : KINDS) {
          Optional<PrivateKey> key = key(kind, bytes);
          if (key.isPresent()) {
            return key.get();
          }
        }
      }
    } catch (IOException e) {
      throw new UnusableFileException("tls-key must be a file that can be read, got " + file, e);
    }
    throw new UnusableFileException(
        "tls-key must be an unencrypted PKCS 8 key in PEM, got %s (openssl pkcs8 -topk8 -nocrypt)"
            .formatted(file));
  }

  private static Optional<PrivateKey> key(String kind, byte[] bytes) {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes)));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // of another kind
    }
  }
}
