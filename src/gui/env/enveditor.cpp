// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/enveditor.h"

#include "base/worker.h"
#include "env/envmerge.h"
#include "env/envtextedits.h"
#include "env/generators.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr std::chrono::milliseconds diskPause(150);

/// The n-th statement of a key; nullptr when there are fewer.
const EnvStatement *statementOf(const EnvDocument &document, const QByteArray &key, int occurrence)
{
    for (const EnvStatement &statement : document.statements()) {
        if (statement.hasKey() && document.keyOf(statement) == key && occurrence-- == 0)
            return &statement;
    }
    return nullptr;
}

/// Whether a text may be cut before a byte: not inside a character or a CRLF.
bool isCut(QByteArrayView text, qsizetype at)
{
    if (at <= 0 || at >= text.size())
        return true;
    const bool isInside = (uchar(text[at]) & 0xc0) == 0x80;
    return !isInside && !(text[at] == '\n' && text[at - 1] == '\r');
}

/// What makes one text of another, as one replacement.
QList<EnvTextChange> oneChange(QByteArrayView before, QByteArrayView after)
{
    const qsizetype most = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < most && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    while (head > 0 && (!isCut(before, head) || !isCut(after, head)))
        --head;
    while (tail > 0 && (!isCut(before, before.size() - tail) || !isCut(after, after.size() - tail)))
        --tail;
    const EnvRange range{head, before.size() - head - tail};
    const QByteArrayView inserted = after.sliced(head, after.size() - head - tail);
    if (range.size == 0 && inserted.isEmpty())
        return {};
    return {{range, inserted.toByteArray()}};
}

} // namespace

/// A file and what it is read with.
struct EnvEditor::Opened
{
    Result<EnvFileContent> content;
    std::optional<EnvDocument> example;
    std::optional<EnvSchema> schema;
    QList<EnvDocument> others;

    static Opened read(const Setting &setting);
};

EnvEditor::Opened EnvEditor::Opened::read(const Setting &setting)
{
    Opened opened{readEnvFile(setting.path), {}, {}, {}};
    if (!opened.content && opened.content.error().code == ErrorCode::NotFound) {
        // A file to be made is no failure.
        opened.content = newEnvFile(setting.path).transform([](const EnvFileState &state) {
            return EnvFileContent{state, {}};
        });
    }
    if (!setting.examplePath.isEmpty()) {
        if (const Result<EnvFileContent> example = readEnvFile(setting.examplePath))
            opened.example = EnvDocument(example->bytes);
    }
    if (!setting.schemaPath.isEmpty()) {
        const Result<EnvFileContent> schema = readEnvFile(setting.schemaPath);
        const EnvSchemaReading reading = readEnvSchema(schema ? schema->bytes : QByteArray());
        if (schema && !hasErrors(reading.diagnostics))
            opened.schema = reading.schema;
    }
    for (const QString &other : setting.otherPaths) {
        if (const Result<EnvFileContent> content = readEnvFile(other))
            opened.others.append(EnvDocument(content->bytes));
    }
    return opened;
}

EnvEditor::EnvEditor(QObject *parent) : QObject(parent), m_analyzer([this] { return question(); })
{
    m_diskPause.setSingleShot(true);
    m_diskPause.setInterval(diskPause);
    connect(&m_buffer, &EnvBuffer::changed, this, [this] {
        if (m_state != State::Open)
            return;
        m_analyzer.ask();
        Q_EMIT textChanged();
    });
    connect(&m_analyzer, &EnvAnalyzer::answered, this, [this](const EnvAnalysis &analysis) {
        if (m_state != State::Open)
            return;
        m_analysis = analysis;
        Q_EMIT analysisChanged();
    });
    const auto look = [this] {
        m_diskPause.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, look);
    connect(&m_diskPause, &QTimer::timeout, this, &EnvEditor::lookAtDisk);
}

EnvQuestion EnvEditor::question() const
{
    EnvQuestion question;
    question.document = m_buffer.document();
    question.profile = m_setting.profile;
    question.isProduction = m_setting.isProduction;
    question.example = m_example;
    question.schema = m_schema;
    question.others = m_others;
    question.generated = m_generated;
    return question;
}

void EnvEditor::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged(state);
}

void EnvEditor::open(const Setting &setting)
{
    close();
    m_setting = setting;
    const int round = ++m_round;
    setState(State::Opening);
    onWorker(Opened::read, setting).then(this, [this, round](const Opened &opened) {
        if (round != m_round)
            return;
        take(opened);
    });
}

void EnvEditor::take(const Opened &opened)
{
    m_example = opened.example;
    m_schema = opened.schema;
    m_others = opened.others;
    takeContent(opened.content);
}

void EnvEditor::takeContent(const Result<EnvFileContent> &content)
{
    if (!content) {
        setState(State::Closed);
        Q_EMIT problem(content.error());
        return;
    }
    m_file = content->state;
    m_saved = EnvDocument(content->bytes);
    const bool isThere = m_file.kind != EnvFileState::Kind::Missing;
    m_state = isThere ? State::Open : State::Missing;
    m_buffer.load(content->bytes);
    setState(m_state);
    if (isThere) {
        m_analyzer.askNow();
        checkSafety();
    }
    watch();
}

void EnvEditor::close()
{
    ++m_round;
    m_analyzer.forget();
    m_reveal.hide();
    if (const QStringList files = m_watcher.files() + m_watcher.directories(); !files.isEmpty())
        m_watcher.removePaths(files);
    m_generated.clear();
    m_example.reset();
    m_schema.reset();
    m_others.clear();
    m_analysis = {};
    m_file = {};
    m_saved = {};
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_buffer.load({});
    Q_EMIT stateChanged(m_state);
}

void EnvEditor::begin(const QByteArray &text)
{
    if (m_state != State::Missing)
        return;
    m_state = State::Open;
    m_buffer.load(text);
    setState(State::Open);
    m_analyzer.askNow();
}

void EnvEditor::setProfile(const EnvProfile &profile)
{
    m_setting.profile = profile;
    if (m_state == State::Open)
        m_analyzer.askNow();
}

Result<void> EnvEditor::refusal() const
{
    if (isReadOnly())
        return failure(ErrorCode::Refused,
                       tr("Another program fills this file; it cannot be changed here."));
    return {};
}

Result<void> EnvEditor::take(const QByteArray &key, const Result<EnvEdit> &edit)
{
    if (!edit)
        return std::unexpected(edit.error());
    if (const Result<void> refused = refusal(); !refused)
        return refused;
    m_buffer.apply(edit->changes);
    QList<EnvDialect> loaders = edit->unsatisfied;
    // What keeps them from reading the file at all is said elsewhere.
    loaders.removeIf([&edit](EnvDialect each) { return edit->hindered.contains(each); });
    if (!loaders.isEmpty())
        Q_EMIT unsatisfied(key, loaders);
    return {};
}

Result<void> EnvEditor::setValue(const QByteArray &key, const QByteArray &value)
{
    return take(key, EnvWriter(m_setting.profile.dialects).setValue(document(), key, value));
}

Result<void> EnvEditor::setValueAt(const QByteArray &key, int occurrence, const QByteArray &value)
{
    const EnvStatement *statement = statementOf(document(), key, occurrence);
    if (statement == nullptr || statement == document().find(key))
        return setValue(key, value);
    // Of a statement that another one overrides no loader has a say.
    const EnvEncoding encoding
        = EnvWriter(m_setting.profile.dialects).encode(key, value, statement->quote);
    if (const Result<void> refused = refusal(); !refused)
        return refused;
    m_buffer.apply({replacedEnvValue(document(), *statement, encoding.text)});
    return {};
}

Result<void> EnvEditor::setGenerated(const QByteArray &key, QByteArrayView value)
{
    m_generated.insert(key);
    const Result<void> done = setValue(key, value.toByteArray());
    if (!done)
        m_generated.remove(key);
    return done;
}

Result<void> EnvEditor::generate(const QByteArray &key)
{
    const std::optional<SecretKind> kind = generatorFor(key);
    if (!kind)
        return failure(ErrorCode::InvalidInput,
                       tr("Nobody but its issuer can make %1.").arg(QString::fromUtf8(key)));
    const Result<std::vector<GeneratedSecret>> made = generateSecret(*kind);
    if (!made)
        return std::unexpected(made.error());
    const GeneratedSecret::Part wanted = partFor(key);
    for (const GeneratedSecret &secret : *made) {
        QByteArray into = key;
        if (made->size() > 1 && secret.part != wanted) {
            // Half of a pair is of no use without its other half.
            const bool isPrivate = wanted == GeneratedSecret::Part::Private;
            into.replace(isPrivate ? "PRIVATE" : "PUBLIC", isPrivate ? "PUBLIC" : "PRIVATE");
            if (into == key)
                continue;
        }
        if (const Result<void> done = setGenerated(into, secret.value.revealForUse()); !done)
            return done;
    }
    m_analyzer.askNow();
    return {};
}

Result<void> EnvEditor::rename(const QByteArray &key, const QByteArray &newKey)
{
    return take(newKey, EnvWriter(m_setting.profile.dialects).rename(document(), key, newKey));
}

Result<void> EnvEditor::remove(const QByteArray &key)
{
    return take(key, EnvWriter(m_setting.profile.dialects).remove(document(), key));
}

Result<void> EnvEditor::commentOut(const QByteArray &key)
{
    return take(key, EnvWriter(m_setting.profile.dialects).commentOut(document(), key));
}

void EnvEditor::adopt(const EnvDocument &other, const QList<QByteArray> &keys)
{
    m_buffer.apply(adoptEnvKeys(document(), other, keys));
}

Result<void> EnvEditor::fix(const EnvFinding &finding)
{
    if (const Result<void> refused = refusal(); !refused)
        return refused;
    EnvFinding found = finding;
    if (!isAnalysisCurrent()) {
        // What is offered was proven on an older text.
        const EnvAnalysis now = withFixes(analyse(question()), m_setting.profile);
        const auto same = std::ranges::find_if(now.findings, [&](const EnvFinding &other) {
            return other.check == finding.check && other.key == finding.key
                && other.message == finding.message;
        });
        found = same == now.findings.cend() ? EnvFinding() : *same;
    }
    if (!found.fix)
        return failure(ErrorCode::NotFound, tr("There is nothing to mend there any more."));
    m_buffer.apply(found.fix->changes);
    m_analyzer.askNow();
    return {};
}

int EnvEditor::safeFixCount() const
{
    return int(std::ranges::count_if(m_analysis.findings, [](const EnvFinding &finding) {
        return finding.fix && finding.fix->isSafe() && !finding.fix->changes.isEmpty();
    }));
}

void EnvEditor::fixAllSafe()
{
    if (isReadOnly())
        return;
    const EnvDocument before = document();
    const int count = safeFixCount();
    onWorker(fixedSafely, before, m_setting.profile)
        .then(this, [this, before, count](const EnvDocument &after) {
            if (document() != before)
                return; // somebody went on typing: they can ask again
            m_buffer.apply(oneChange(before.bytes(), after.bytes()));
            m_analyzer.askNow();
            Q_EMIT fixedAll(count);
        });
}

void EnvEditor::save()
{
    if (m_state != State::Open || m_isSaving)
        return;
    m_isSaving = true;
    const QByteArray bytes = document().bytes();
    const int round = m_round;
    onWorker(saveEnvFile, m_file, bytes)
        .then(this, [this, bytes, round](const Result<EnvFileState> &state) {
            m_isSaving = false;
            if (round == m_round)
                noteSaved(state, bytes);
        });
}

void EnvEditor::noteSaved(const Result<EnvFileState> &state, const QByteArray &bytes)
{
    if (!state) {
        Q_EMIT problem(state.error());
        lookAtDisk();
        return;
    }
    m_file = *state;
    m_saved = EnvDocument(bytes);
    watch();
    checkSafety();
    Q_EMIT fileSaved();
    Q_EMIT textChanged();
}

void EnvEditor::checkSafety()
{
    const int check = ++m_safetyCheck;
    onWorker(envFileDangers, m_setting.path)
        .then(this, [this, check, round = m_round](const EnvFileDangers &dangers) {
            if (check == m_safetyCheck && round == m_round && m_state == State::Open)
                Q_EMIT dangersFound(dangers);
        });
}

void EnvEditor::watch()
{
    // A pipe is read once, and never looked at again.
    if (m_file.kind == EnvFileState::Kind::Pipe)
        return;
    m_watcher.addPath(QFileInfo(m_setting.path).absolutePath());
    if (m_file.kind == EnvFileState::Kind::Regular)
        m_watcher.addPath(m_file.target);
}

void EnvEditor::lookAtDisk()
{
    if ((m_state != State::Open && m_state != State::Missing) || m_isSaving)
        return;
    const int round = m_round;
    onWorker(envFileChange, m_file).then(this, [this, round](const Result<EnvFileChange> &change) {
        if (round != m_round || m_isSaving || !change || *change == EnvFileChange::None)
            return;
        if (m_state == State::Missing)
            reloadFromDisk();
        else if (*change == EnvFileChange::Changed && !isModified())
            reloadFromDisk();
        else
            Q_EMIT changedOnDisk();
    });
}

void EnvEditor::reloadFromDisk()
{
    const int round = m_round;
    onWorker(Opened::read, m_setting).then(this, [this, round](const Opened &opened) {
        if (round != m_round)
            return;
        take(opened);
        Q_EMIT reloaded();
    });
}

void EnvEditor::mergeFromDisk()
{
    const int round = m_round;
    onWorker(Opened::read, m_setting).then(this, [this, round](const Opened &opened) {
        if (round != m_round)
            return;
        if (!opened.content) {
            Q_EMIT problem(opened.content.error());
            return;
        }
        const EnvDocument theirs(opened.content->bytes);
        const EnvMerge merge = mergeEnv(m_saved, document(), theirs);
        m_file = opened.content->state;
        m_saved = theirs;
        m_buffer.apply(merge.changes);
        watch();
        Q_EMIT textChanged();
        Q_EMIT merged(int(merge.taken.size()), merge.conflicts);
    });
}

} // namespace slipway
