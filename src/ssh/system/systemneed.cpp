// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemneed.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway::systemneed {

namespace {

QString firstOf(const ConfigReader::Options &options, const QString &name)
{
    return options.value(name).value(0);
}

bool isNamed(const QString &value)
{
    return !value.isEmpty() && value != "none"_L1;
}

/// Of the files named for a host, those that are there.
QStringList existingKeys(const SshHost &host)
{
    QStringList files = host.identityFiles;
    if (!host.identity.isEmpty())
        files.prepend(host.identity);
    files.removeIf([](const QString &file) { return !QFile::exists(file); });
    return files;
}

bool isSecurityKey(const QString &file)
{
    QFile publicKey(file + ".pub"_L1);
    return publicKey.open(QIODevice::ReadOnly) && publicKey.read(3) == "sk-";
}

bool hasTicket()
{
    return !qEnvironmentVariableIsEmpty("KRB5CCNAME")
        || QFile::exists(u"/tmp/krb5cc_%1"_s.arg(::getuid()));
}

bool wantsKerberos(const SshHost &host, const ConfigReader::Options &options)
{
    const QString value = firstOf(options, u"gssapiauthentication"_s);
    if (value != "yes"_L1 && value != "true"_L1)
        return false;
    if (firstOf(options, u"preferredauthentications"_s).startsWith("gssapi"_L1))
        return true;
    return hasTicket() && host.agentSocket.isEmpty() && existingKeys(host).isEmpty();
}

bool wantsSecurityKey(const SshHost &host)
{
    const QStringList keys = existingKeys(host);
    return host.agentSocket.isEmpty() && !keys.isEmpty()
        && std::ranges::all_of(keys, isSecurityKey);
}

/// None of the algorithms that the configuration allows is one of libssh's.
bool isExotic(const QString &allowed, const QStringList &known)
{
    const QStringList names = allowed.split(u',', Qt::SkipEmptyParts);
    return !names.isEmpty() && std::ranges::none_of(names, [&known](const QString &name) {
        return known.contains(name);
    });
}

/// Not by MACs: the usual ciphers need none.
QString exoticOption(const ConfigReader::Options &options)
{
    const std::array<std::pair<QString, QStringList>, 2> lists{
        {{u"Ciphers"_s,
          {u"chacha20-poly1305@openssh.com"_s, u"aes256-gcm@openssh.com"_s,
           u"aes128-gcm@openssh.com"_s, u"aes256-ctr"_s, u"aes192-ctr"_s, u"aes128-ctr"_s}},
         {u"KexAlgorithms"_s,
          {u"curve25519-sha256"_s, u"curve25519-sha256@libssh.org"_s, u"ecdh-sha2-nistp256"_s,
           u"ecdh-sha2-nistp384"_s, u"ecdh-sha2-nistp521"_s, u"diffie-hellman-group18-sha512"_s,
           u"diffie-hellman-group16-sha512"_s, u"diffie-hellman-group-exchange-sha256"_s,
           u"diffie-hellman-group14-sha256"_s}}}};
    const auto *const found = std::ranges::find_if(lists, [&options](const auto &list) {
        return isExotic(firstOf(options, list.first.toLower()), list.second);
    });
    return found == lists.end() ? QString() : found->first;
}

} // namespace

QString optionFor(const SshHost &host, const ConfigReader::Options &options)
{
    if (isNamed(firstOf(options, u"pkcs11provider"_s)))
        return u"PKCS11Provider"_s;
    if (firstOf(options, u"proxyusefdpass"_s) == "yes"_L1)
        return u"ProxyUseFdpass"_s;
    const QString provider = firstOf(options, u"securitykeyprovider"_s);
    if (isNamed(provider) && provider != "internal"_L1 && !provider.startsWith(u'$'))
        return u"SecurityKeyProvider"_s;
    if (wantsKerberos(host, options))
        return u"GSSAPIAuthentication"_s;
    if (wantsSecurityKey(host))
        return u"IdentityFile"_s;
    return exoticOption(options);
}

} // namespace slipway::systemneed
