// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/actionreader.h"

#include "plan/keytables.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

} // namespace

Action ActionReader::read(const QString &key, const YamlNode &node)
{
    m_shape = key;
    if (key == u"run")
        return readRun(node);
    if (key == u"ssh")
        return readSsh(node);
    if (key == u"upload")
        return readUpload(node);
    if (key == u"http")
        return readHttp(node);
    if (key == u"env")
        return readEnv(node);
    if (key == u"manual")
        return readManual(node);
    if (key == u"gate")
        return readGate(node);
    if (key == u"decision")
        return readDecision(node);
    if (key == u"wait")
        return readWait(node);
    if (key == u"notify")
        return readNotify(node);
    Q_ASSERT(key == u"plan");
    return readPlanAction(node);
}

const YamlNode *ActionReader::value(const YamlNode &node, const QString &key) const
{
    return m_fields.value(node, m_shape, key);
}

const YamlNode *ActionReader::required(const YamlNode &node, const QString &key)
{
    return m_fields.required(node, m_shape, key);
}

void ActionReader::readText(const YamlNode &node, const QString &key, Kind kind, QString &text)
{
    if (const YamlNode *found = value(node, key))
        text = m_texts.read(*found, kind);
}

void ActionReader::readDuration(const YamlNode &node, const QString &key, milliseconds &duration)
{
    std::optional<milliseconds> read;
    readDuration(node, key, read);
    duration = read.value_or(duration);
}

void ActionReader::readDuration(const YamlNode &node, const QString &key,
                                std::optional<milliseconds> &duration)
{
    if (const YamlNode *found = value(node, key))
        duration = m_fields.duration(*found);
}

void ActionReader::readFlag(const YamlNode &node, const QString &key, bool &flag)
{
    if (const YamlNode *found = value(node, key))
        flag = m_fields.boolean(*found).value_or(flag);
}

RunAction ActionReader::readRun(const YamlNode &node)
{
    RunAction action;
    if (node.isScalar()) {
        action.script = m_texts.readScript(node, {});
        return action;
    }
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *shell = value(node, u"shell"_s))
        action.shell = m_fields.filled(*shell);
    if (const YamlNode *script = required(node, u"script"_s))
        action.script = m_texts.readScript(*script, action.shell);
    readText(node, u"cwd"_s, Kind::Value, action.cwd);
    if (const YamlNode *environment = value(node, u"env"_s)) {
        action.environment = m_texts.readMap(*environment, Kind::Value);
        static const QRegularExpression variable(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
        for (const YamlEntry &entry : environment->entries) {
            if (!variable.match(entry.key).hasMatch())
                m_fields.error(
                    entry.place, u"name"_s,
                    Words::tr("‘%1’ is no name of an environment variable.").arg(entry.key));
        }
    }
    return action;
}

QStringList ActionReader::readTargets(const YamlNode &node)
{
    const QStringList targets = m_fields.texts(node);
    if (node.isList() && node.items.isEmpty())
        m_fields.error(node.place, u"empty"_s, Words::tr("At least one server or group is due."));
    for (const QString &target : targets) {
        if (target.contains(u"{{"_s))
            m_fields.error(node.place, u"template"_s,
                           Words::tr("‘on’ names servers and groups; values are not filled in "
                                     "here."));
    }
    return targets;
}

SshAction ActionReader::readSsh(const YamlNode &node)
{
    SshAction action;
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *on = required(node, u"on"_s))
        action.on = readTargets(*on);
    if (const YamlNode *script = required(node, u"script"_s))
        action.script = m_texts.readScript(*script, {});
    if (const YamlNode *rolling = value(node, u"rolling"_s))
        action.rolling = readRolling(*rolling);
    if (const YamlNode *maxFailed = value(node, u"max_failed"_s))
        action.maxFailed = m_fields.integer(*maxFailed, 0, 100'000).value_or(0);
    readChoice(node, u"on_host_failure"_s, names::onHostFailure(), action.onHostFailure);
    readFlag(node, u"pty"_s, action.pty);
    readFlag(node, u"sudo"_s, action.sudo);
    return action;
}

std::optional<Rolling> ActionReader::readRolling(const YamlNode &node)
{
    Rolling rolling;
    if (node.isScalar()) {
        readRollingSize(node, rolling);
        return rolling;
    }
    const QString shape = u"rolling"_s;
    if (!m_fields.isMapOf(node, shape))
        return std::nullopt;
    if (const YamlNode *size = m_fields.required(node, shape, u"size"_s))
        readRollingSize(*size, rolling);
    if (const YamlNode *pause = m_fields.value(node, shape, u"pause"_s))
        rolling.pause = m_fields.duration(*pause).value_or(rolling.pause);
    return rolling;
}

void ActionReader::readRollingSize(const YamlNode &node, Rolling &rolling)
{
    QString figure = m_fields.text(node).trimmed();
    const bool isPercent = figure.endsWith(u'%');
    if (isPercent)
        figure.chop(1);
    bool ok = false;
    const int size = figure.trimmed().toInt(&ok);
    if (ok && size >= 1 && (!isPercent || size <= 100))
        (isPercent ? rolling.percent : rolling.count) = size;
    else if (node.isScalar() && !node.isNothing())
        m_fields.error(
            node.place, u"rolling-size"_s,
            Words::tr("A batch is a number of hosts such as 1, or a share such as 25%."));
}

UploadAction ActionReader::readUpload(const YamlNode &node)
{
    UploadAction action;
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *on = required(node, u"on"_s))
        action.on = readTargets(*on);
    if (const YamlNode *from = required(node, u"from"_s))
        action.from = m_texts.read(*from, Kind::Value);
    if (const YamlNode *to = required(node, u"to"_s))
        action.to = m_texts.read(*to, Kind::Value);
    if (const YamlNode *mode = value(node, u"mode"_s)) {
        static const QRegularExpression octal(u"\\A0?[0-7]{3}\\z"_s);
        const QString text = m_fields.text(*mode);
        if (octal.match(text).hasMatch())
            action.mode = text;
        else if (mode->isScalar() && !mode->isNothing())
            m_fields.error(mode->place, u"mode"_s,
                           Words::tr("A mode is octal, such as \"0644\" or \"0600\"."));
    }
    return action;
}

HttpAction ActionReader::readHttp(const YamlNode &node)
{
    HttpAction action;
    const YamlNode *url = &node;
    if (!node.isScalar()) {
        if (!m_fields.isMapOf(node, m_shape))
            return action;
        url = required(node, u"url"_s);
    }
    if (url) {
        action.url = m_texts.read(*url, Kind::Address);
        static const QRegularExpression valid(u"\\A(https?://|\\{\\{)\\S"_s);
        if (!action.url.isEmpty() && !valid.match(action.url).hasMatch())
            m_fields.error(url->place, u"url"_s,
                           Words::tr("A URL begins with http:// or https://."));
    }
    if (node.isScalar())
        return action;
    if (const YamlNode *method = value(node, u"method"_s)) {
        if (const auto index = m_fields.choice(*method, names::httpMethods()))
            action.method = names::httpMethods().at(*index);
    }
    if (const YamlNode *headers = value(node, u"headers"_s))
        action.headers = m_texts.readMap(*headers, Kind::Value);
    readText(node, u"body"_s, Kind::Value, action.body);
    if (const YamlNode *expect = value(node, u"expect"_s)) {
        action.expect = m_texts.readList(*expect, Kind::Value);
        checkExpectation(*expect);
    }
    readDuration(node, u"every"_s, action.every);
    if (const YamlNode *inARow = value(node, u"in_a_row"_s))
        action.inARow = m_fields.integer(*inARow, 1, 10'000).value_or(1);
    readFlag(node, u"follow_redirects"_s, action.followRedirects);
    return action;
}

/// The checker knows the conditions in full; this finds what is none at all before a run does.
void ActionReader::checkExpectation(const YamlNode &node)
{
    if (node.isList()) {
        for (const YamlNode &item : node.items)
            checkExpectation(item);
        return;
    }
    static const QRegularExpression condition(
        u"\\[(STATUS|BODY|RESPONSE_TIME|HEADERS|CERTIFICATE_EXPIRATION)\\]"
        "[^\\s=<>!]*\\)?\\s*(==|!=|<=|>=|<|>)\\s*\\S"_s);
    if (node.isScalar() && !node.text.isEmpty() && !condition.match(node.text).hasMatch())
        m_fields.error(node.place, u"http-condition"_s,
                       Words::tr("‘%1’ is no condition; write for example [STATUS] == 200, "
                                 "[BODY].status == ok, [RESPONSE_TIME] < 500, "
                                 "[HEADERS].x-frame-options == DENY or "
                                 "[CERTIFICATE_EXPIRATION] > 48h.")
                           .arg(node.text.left(60)));
}

EnvAction ActionReader::readEnv(const YamlNode &node)
{
    EnvAction action;
    if (node.isScalar()) {
        action.file = m_texts.read(node, Kind::Value);
        return action;
    }
    if (!m_fields.isMapOf(node, m_shape))
        return action;
    if (const YamlNode *file = required(node, u"file"_s))
        action.file = m_texts.read(*file, Kind::Value);
    readText(node, u"dialect"_s, Kind::Value, action.dialect);
    readText(node, u"rules"_s, Kind::Value, action.rules);
    readText(node, u"example"_s, Kind::Value, action.example);
    return action;
}

} // namespace slipway
