import type { ErrorText, KnownErrorName } from "./errors.en";

/** Japanese sentences by the stable name of the error. */
export const errorsJa: Readonly<Record<KnownErrorName, ErrorText>> = {
  CameraDeniedError: {
    title: "カメラが許可されていません",
    text: "ブラウザの設定で、このページのカメラの使用が禁止されています。",
  },
  CameraBusyError: {
    title: "カメラは使用中です",
    text: "ほかのアプリやタブがカメラを使っています。そちらを閉じてから、もう一度お試しください。",
  },
  CameraMissingError: {
    title: "カメラが見つかりません",
    text: "カメラを接続してください。デモの食卓や写真でもお試しいただけます。",
  },
  CameraLostError: {
    title: "カメラの接続が切れました",
    text: "つなぎ直すと、自動で再開します。",
  },
  CameraUnsupportedError: {
    title: "このページではカメラを使えません",
    text: "カメラを使うには、安全な接続(https)と新しいブラウザが必要です。",
  },
  ForeignSourceError: {
    title: "このアドレスは使えません",
    text: "このサイト以外の映像は読み込みません。ファイルを同じサイトに置いてください。",
  },
  NothingSharedError: {
    title: "共有されたファイルが届きませんでした",
    text: "もう一度 Mealshift に共有するか、ここでファイルを開いてください。",
  },
  SourceUnavailableError: {
    title: "映像を取得できません",
    text: "アドレスと通信状態を確認して、もう一度お試しください。",
  },
  CompositorLostError: {
    title: "グラフィックスが停止しました",
    text: "映像の表示を再開しています。",
  },
  CameraTorchError: {
    title: "ライトを切り替えられません",
    text: "このカメラにライトがないか、切り替えが拒否されました。",
  },
  TranslatorRunError: {
    title: "変換に失敗しました",
    text: "変換処理を再起動しています。",
  },
  OutOfMemoryError: {
    title: "メモリが足りません",
    text: "ほかのページやアプリを閉じて、もう一度お試しください。",
  },
  UnreadableFileError: {
    title: "このファイルは表示できません",
    text: "このブラウザで読める写真や動画ではありません。JPEG・PNG・WebP・MP4 をお試しください。",
  },
  ModelIntegrityError: {
    title: "モデルが壊れています",
    text: "届いたデータが公開されたものと一致しないため、使用を中止しました。もう一度お試しください。続く場合は、サイト側のファイルに問題があります。",
  },
  ModelUnavailableError: {
    title: "モデルを読み込めません",
    text: "モデルを取得できませんでした。通信状態を確認して、もう一度お試しください。",
  },
  UnknownModelError: {
    title: "そのモデルはありません",
    text: "ページのアドレスが指すモデルはここにないか、別の用途のものです。",
  },
  ModelConfigError: {
    title: "モデルの形式が合いません",
    text: "このバージョンでは読めない設定が含まれています。",
  },
  SafetensorsError: {
    title: "モデルが壊れています",
    text: "重みファイルの形式が正しくありません。サイト側での修正が必要です。",
  },
  WeightsError: {
    title: "モデルの形式が合いません",
    text: "重みと設定の内容が一致しません。サイト側での修正が必要です。",
  },
  ModelCheckError: {
    title: "モデルの形式が合いません",
    text: "動作確認用のデータがモデルと一致しません。サイト側での修正が必要です。",
  },
  GraphError: {
    title: "モデルの形式が合いません",
    text: "設定からモデルを組み立てられません。サイト側での修正が必要です。",
  },
  DeviceLostError: {
    title: "グラフィックスが停止しました",
    text: "再起動しています。必要に応じてプロセッサでの動作に切り替えます。",
  },
  TranslatorUnavailableError: {
    title: "この環境では変換できません",
    text: "このブラウザでは、どの方式でもモデルを動かせませんでした。新しいブラウザをお試しください。",
  },
  TranslatorWorkerError: {
    title: "変換処理が停止しました",
    text: "再起動しています。",
  },
  SegmenterLoadError: {
    title: "料理を見つける機能を起動できません",
    text: "料理の位置が分からないため、変換できません。",
  },
  SegmenterRunError: {
    title: "料理を見つける機能が停止しました",
    text: "再起動しています。",
  },
  KioskProfileError: {
    title: "キオスクの設定ファイルを使えません",
    text: "以前の設定で動作しています。ファイルを修正するか、ページと同じ場所に置いてください。",
  },
  CompositorUnavailableError: {
    title: "映像を表示できません",
    text: "WebGPU、WebGL 2、Canvas のいずれでも描画できません。ハードウェアアクセラレーションを有効にするか、新しいブラウザをお試しください。",
  },
  StageUnavailableError: {
    title: "空間に表示できません",
    text: "このブラウザでは、イマーシブセッションで WebGL 2 を使えません。ブラウザを更新してください。ページ上のレンズはそのまま使えます。",
  },
  StageLostError: {
    title: "イマーシブセッションが中断されました",
    text: "ブラウザがグラフィックスを停止しました。もう一度開始すると続けられます。",
  },
  PhotographError: {
    title: "写真を作成できませんでした",
    text: "もう一度お試しください。続く場合は、ページを再読み込みしてください。",
  },
  RecordingUnavailableError: {
    title: "このブラウザでは録画できません",
    text: "写真を撮るか、新しい Chrome、Edge、Firefox、Safari でページを開いてください。",
  },
  RecordingFailedError: {
    title: "録画が中断しました",
    text: "保存できる部分がありませんでした。もう一度、短めの録画をお試しください。",
  },
  FilmUnreadableError: {
    title: "この動画は全体を変換できません",
    text: "このブラウザで読み込めないか、動画を書き出せません。MP4(H.264)で保存し直してお試しください。表示中の映像の録画はできます。",
  },
  FilmFailedError: {
    title: "変換が中断しました",
    text: "もう一度お試しください。短い動画や小さい動画なら、必要なメモリが少なくて済みます。",
  },
  ShareFailedError: {
    title: "共有できませんでした",
    text: "システムがファイルを受け取りませんでした。保存してから共有してください。",
  },
  StudioClosedError: {
    title: "まだ保存できる映像がありません",
    text: "映像が表示され、変換が始まってから、もう一度お試しください。",
  },
  StorageFullError: {
    title: "端末の空き容量が足りません",
    text: "今は使えますが、オフラインでは使えません。空き容量を増やしてから、ページを読み込み直してください。",
  },
  StorageRefusedError: {
    title: "このブラウザには保存できません",
    text: "今は使えますが、オフラインでは使えません。プライベートウィンドウか、このサイトの設定が原因と考えられます。",
  },
  CalibrationRefusedError: {
    title: "カメラを測定できませんでした",
    text: "何も保存していません。カードを明るい場所に平らに置き、全体が見えるようにして、案内に沿ってもう一度お試しください。",
  },
  CalibrationSessionError: {
    title: "測定を始められませんでした",
    text: "ヘッドセットを起動し、このページに AR とカメラを許可してから、もう一度お試しください。",
  },
  CalibrationFileError: {
    title: "カメラの測定ファイルではありません",
    text: "「カメラの測定」ページで書き出したファイルを選んでください。保存済みの内容は変わっていません。",
  },
  ImmersiveUnsupportedError: {
    title: "ARを始められませんでした",
    text: "この端末では今ARを使えません。ヘッドセットを着けるか、ほかのARのページを閉じてから、もう一度お試しください。",
  },
  ImmersiveDeniedError: {
    title: "ARが許可されていません",
    text: "ブラウザのサイト設定で、このページにAR(拡張現実)を許可してから、もう一度お試しください。",
  },
  ImmersiveGestureError: {
    title: "もう一度押してください",
    text: "ブラウザはボタンを押した直後にだけARを始めます。それでも始まらないときは、このページを単独で開いてください。",
  },
  ImmersiveBusyError: {
    title: "ARはすでに使用中です",
    text: "ほかのARを終了してから、もう一度お試しください。",
  },
  ImmersiveFailedError: {
    title: "ARを始められませんでした",
    text: "もう一度お試しください。続く場合は、ページを再読み込みしてください。",
  },
  NoCameraInSessionError: {
    title: "ARでカメラを使えません",
    text: "このままでは何も見えません。このページにカメラと、ARでのカメラの使用を許可してから、もう一度お試しください。ここでの変換はこのまま続きます。",
  },
  ImmersiveLostError: {
    title: "ARが中断しました",
    text: "映像を描けなくなりました。ここでの変換はこのまま続きます。ARはもう一度始められます。",
  },
};

export const unknownErrorJa: ErrorText = {
  title: "問題が発生しました",
  text: "もう一度お試しください。続く場合は、ページを再読み込みしてください。",
};
